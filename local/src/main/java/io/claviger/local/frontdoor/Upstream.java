package io.claviger.local.frontdoor;

/** The services behind the door. */
public enum Upstream {
    IAM("iam-service"),
    KEY("key-service"),
    MASTER("master-service"),
    WORKER("worker-service"),
    AUDIT("audit-service");

    private final String service;

    Upstream(String service) {
        this.service = service;
    }

    public String service() {
        return service;
    }
}
