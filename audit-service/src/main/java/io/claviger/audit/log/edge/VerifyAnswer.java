package io.claviger.audit.log.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.claviger.audit.log.store.LogCheck;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param intact nothing was found
 * @param size leaves that were computed again
 * @param checkpoint newest signed one they were compared with
 * @param checkedAt when the end of the log was reached; absent as long as the first check has not come there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerifyAnswer(
        boolean intact,
        long size,
        @Nullable Signed checkpoint,
        List<Finding> findings,
        @Nullable Instant checkedAt) {

    public record Signed(long size, String root) {}

    /**
     * @param index first leaf concerned
     * @param lastIndex last leaf concerned
     */
    public record Finding(long index, long lastIndex, String what) {}

    static VerifyAnswer of(LogCheck.Verdict verdict) {
        return new VerifyAnswer(
                verdict.intact(),
                verdict.size(),
                verdict.checkpoint() == null
                        ? null
                        : new Signed(
                                verdict.checkpoint().size(),
                                verdict.checkpoint().root().base64()),
                verdict.findings().stream()
                        .map(found -> new Finding(found.index(), found.lastIndex(), found.what()))
                        .toList(),
                verdict.endedAt());
    }
}
