package io.claviger.local.layout;

/** The services, in the order in which they are shown, each with its database, which is also its role's name. */
public enum Service {
    IAM("iam-service", "iam"),
    KEY("key-service", "keys"),
    MASTER("master-service", "masters"),
    WORKER("worker-service", "workers"),
    AUDIT("audit-service", "audit");

    private final String partName;
    private final String database;

    Service(String partName, String database) {
        this.partName = partName;
        this.database = database;
    }

    /** Also the name of its Maven module, and of its identity towards the others. */
    public String partName() {
        return partName;
    }

    public String database() {
        return database;
    }

    public int port(Ports ports) {
        return switch (this) {
            case IAM -> ports.iam();
            case KEY -> ports.key();
            case MASTER -> ports.master();
            case WORKER -> ports.worker();
            case AUDIT -> ports.audit();
        };
    }
}
