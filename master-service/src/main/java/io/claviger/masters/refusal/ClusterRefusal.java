package io.claviger.masters.refusal;

/** The call is refused, and nothing was changed by it. The description is part of the contract: clients search it for text. */
public final class ClusterRefusal extends RuntimeException {

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

    public ClusterFault fault() {
        return fault;
    }

    public String description() {
        return String.valueOf(getMessage());
    }
}
