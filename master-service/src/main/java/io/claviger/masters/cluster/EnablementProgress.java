package io.claviger.masters.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How far an enablement has come, for people and programs that watch it.
 *
 * @param phase in lower case
 * @param secretsRewritten of {@code secretsTotal}; both are 0 until rewriting begins
 * @param rewritingSince when secrets began to move, absent before and where none does
 * @param estimatedEnd when the last secret will have moved, if they go on as they have since they began; absent while there is no
 *     such rate
 * @param failure why it failed, absent otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EnablementProgress(
        String id,
        String phase,
        String keyCRN,
        long secretsTotal,
        long secretsRewritten,
        Instant requestedAt,
        Instant updatedAt,
        @Nullable Instant rewritingSince,
        @Nullable Instant estimatedEnd,
        @Nullable String failure) {

    /** The same with its estimated end. A rewrite that stands still is estimated later and later. */
    public EnablementProgress estimated(Instant now) {
        return new EnablementProgress(
                id,
                phase,
                keyCRN,
                secretsTotal,
                secretsRewritten,
                requestedAt,
                updatedAt,
                rewritingSince,
                end(now),
                failure);
    }

    private @Nullable Instant end(Instant now) {
        if (!phase.equals("rewriting")
                || rewritingSince == null
                || secretsRewritten <= 0
                || !now.isAfter(rewritingSince)) {
            return null;
        }
        double perSecret = Duration.between(rewritingSince, now).toMillis() / (double) secretsRewritten;
        long left = Math.max(secretsTotal - secretsRewritten, 0);
        return now.plusMillis(Math.round(perSecret * left)).truncatedTo(ChronoUnit.MILLIS);
    }

    /** Whether secrets move, or are about to. */
    public boolean running() {
        return !phase.equals("ready") && !phase.equals("failed");
    }
}
