package io.claviger.masters.refusal;

import io.claviger.kit.clusters.ClustersRefusal;

/** A call that this service refuses. */
public final class ClusterRefusal extends ClustersRefusal {

    private static final long serialVersionUID = 1L;

    /** What terraform looks for when it asks whether a cluster is gone. */
    private static final String NO_SUCH_CLUSTER = "The specified cluster could not be found.";

    private final ClusterFault fault;

    ClusterRefusal(ClusterFault fault, String description) {
        super(description);
        this.fault = fault;
    }

    public static ClusterRefusal noSuchCluster() {
        return ClusterFault.CLUSTER_NOT_FOUND.because(NO_SUCH_CLUSTER);
    }

    @Override
    public ClusterFault fault() {
        return fault;
    }
}
