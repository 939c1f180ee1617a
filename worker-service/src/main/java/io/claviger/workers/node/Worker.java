package io.claviger.workers.node;

import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.pool.PoolId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One machine of a pool.
 *
 * @param changedAt when state or message last changed, UTC
 * @param unlockedEpoch the key's epoch in which the worker last opened its disk; absent while the disk is closed
 * @param pendingOperation what is being done to it, absent when nothing is
 * @param driver which disk driver keeps its disk, absent before it has one
 */
public record Worker(
        WorkerId id,
        PoolId pool,
        String poolName,
        ClusterId cluster,
        String zone,
        String flavor,
        String version,
        WorkerState state,
        Instant changedAt,
        @Nullable String message,
        @Nullable String details,
        @Nullable Long unlockedEpoch,
        @Nullable String pendingOperation,
        @Nullable String reasonForDelete,
        @Nullable String driver) {

    /** What was last written about the worker, or else this. */
    String messageOr(String otherwise) {
        return message == null ? otherwise : message;
    }
}
