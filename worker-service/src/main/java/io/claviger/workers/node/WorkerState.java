package io.claviger.workers.node;

/** Where a worker is in its life; the names are the wire's {@code lifecycle.actualState} (clusters-api.md 2.3). */
public enum WorkerState {
    PROVISION_PENDING("provision_pending"),
    PROVISIONING("provisioning"),
    PROVISION_FAILED("provision_failed"),
    DEPLOYED("deployed"),
    RELOADING("reloading"),
    DELETING("deleting"),
    DELETED("deleted");

    private final String wireName;

    WorkerState(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** What the worker is on its way to. */
    public String desired() {
        return switch (this) {
            case DELETING, DELETED -> DELETED.wireName;
            case PROVISION_PENDING, PROVISIONING, PROVISION_FAILED, DEPLOYED, RELOADING -> DEPLOYED.wireName;
        };
    }

    public static WorkerState named(String wireName) {
        for (WorkerState one : values()) {
            if (one.wireName.equals(wireName)) {
                return one;
            }
        }
        throw new IllegalArgumentException("no worker state is called " + wireName);
    }
}
