package io.claviger.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A worker pool after a change, summed up: a cluster's health needs the counts, never the nodes one by one (I8).
 *
 * @param workers how many workers the pool has that are not being deleted
 * @param normal how many of them are deployed and normal
 * @param everNormal how many of them have been normal at least once since they were ordered
 * @param revision grows by one with every published change of the pool
 * @param keyCrn root key of the pool's disks, absent when the provider manages them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolSnapshot(
        String poolId,
        String poolName,
        String clusterId,
        String crn,
        int workers,
        int normal,
        int everNormal,
        long revision,
        @Nullable String keyCrn) {

    public PoolSnapshot {
        Objects.requireNonNull(poolId, "poolId");
        Objects.requireNonNull(poolName, "poolName");
        Objects.requireNonNull(clusterId, "clusterId");
        Objects.requireNonNull(crn, "crn");
    }
}
