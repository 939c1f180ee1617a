package io.claviger.masters.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an enablement has come, for people and programs that watch it.
 *
 * @param phase in lower case
 * @param secretsRewritten of {@code secretsTotal}; both are 0 until rewriting begins
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
        @Nullable String failure) {}
