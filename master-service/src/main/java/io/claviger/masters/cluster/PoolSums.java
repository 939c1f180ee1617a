package io.claviger.masters.cluster;

/**
 * All pools of a cluster, summed up.
 *
 * @param everNormal how many workers have been normal at least once; never falls while a pool is known
 */
public record PoolSums(long workers, long normal, long everNormal) {

    public static final PoolSums NONE = new PoolSums(0, 0, 0);
}
