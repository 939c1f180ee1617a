package io.claviger.workers.pool;

import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.cluster.Infrastructure;
import java.time.Instant;
import java.util.Comparator;

/**
 * A worker pool.
 *
 * @param crn CRN of the pool, also the resource of its registration on the root key
 * @param createdAt when it was ordered, UTC
 */
public record Pool(
        PoolId id,
        ClusterId cluster,
        Infrastructure infrastructure,
        String crn,
        PoolSpec spec,
        PoolState state,
        Instant createdAt) {

    /** In which order a transaction that locks several pools locks them, so that two never wait for each other. */
    public static final Comparator<Pool> LOCK_ORDER =
            Comparator.comparing(pool -> pool.id().value());

    public String name() {
        return spec.name();
    }

    /** Whether the pool's disks hang from a customer's root key. */
    public boolean encrypted() {
        return spec.encryption() != null;
    }
}
