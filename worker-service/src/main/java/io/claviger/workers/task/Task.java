package io.claviger.workers.task;

import io.claviger.workers.pool.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * Claimed work.
 *
 * @param subject id of the worker or pool
 * @param attempts how often it was tried before
 * @param claim number of this claim; a later claim makes it void
 * @param cluster whose pool it is; null for a task that an older replica has opened
 * @param account whose cluster it is, likewise
 */
public record Task(
        String subject,
        PoolId pool,
        TaskKind kind,
        int attempts,
        long claim,
        @Nullable String traceparent,
        @Nullable String correlationId,
        @Nullable String cluster,
        @Nullable String account) {}
