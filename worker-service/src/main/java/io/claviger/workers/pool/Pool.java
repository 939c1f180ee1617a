package io.claviger.workers.pool;

import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.cluster.Infrastructure;
import java.time.Instant;

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

    public String name() {
        return spec.name();
    }

    /** Whether the pool's disks hang from a customer's root key. */
    public boolean encrypted() {
        return spec.encryption() != null;
    }
}
