package io.claviger.masters.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A cluster together with all that decides how it looks.
 *
 * @param keyState the key's NIST state as far as it is known here; 1 when there is no key
 * @param keyVersionId version that wraps the cluster's data key, absent before enablement
 * @param enablement the latest one, absent when there never was one
 */
public record ClusterStanding(
        Cluster cluster,
        KeyStanding key,
        int keyState,
        @Nullable String keyVersionId,
        PoolSums pools,
        @Nullable EnablementProgress enablement,
        LeftBehind leftBehind) {

    public ClusterState state() {
        return ClusterState.of(cluster.lifeCycle(), key, pools, cluster.operation(), cluster.capabilities());
    }

    public MasterFields master() {
        return MasterFields.of(
                cluster.lifeCycle(), cluster.lifeCycleAt(), key, cluster.operation(), cluster.capabilities());
    }
}
