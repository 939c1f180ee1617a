package io.claviger.kit.clusters;

/** The call is refused, and nothing was changed by it. The description is part of the contract: clients search it for text. */
public abstract class ClustersRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    protected ClustersRefusal(String description) {
        super(description);
    }

    public abstract ClustersFault fault();

    public final String description() {
        return String.valueOf(getMessage());
    }
}
