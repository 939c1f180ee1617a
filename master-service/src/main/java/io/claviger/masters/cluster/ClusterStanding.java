package io.claviger.masters.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster together with all that decides how it looks.
 *
 * @param key of the root keys that the cluster needs, the one that stands worst
 * @param inForce absent before enablement
 * @param withheld root keys beside the one in force that something still needs and that are not usable
 * @param enablement the latest one, absent when there never was one
 */
public record ClusterStanding(
        Cluster cluster,
        KeyStanding key,
        @Nullable KeyInForce inForce,
        List<KeyStanding.Held> withheld,
        PoolSums pools,
        @Nullable EnablementProgress enablement,
        LeftBehind leftBehind) {

    public ClusterStanding {
        withheld = List.copyOf(withheld);
    }

    public ClusterState state() {
        return ClusterState.of(cluster.lifeCycle(), key, pools, cluster.operation(), cluster.capabilities());
    }

    public MasterFields master() {
        return MasterFields.of(
                cluster.lifeCycle(), cluster.lifeCycleAt(), key, cluster.operation(), cluster.capabilities());
    }
}
