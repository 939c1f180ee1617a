package io.claviger.workers.task;

/** What there is to do; the first two concern a pool, the others a worker. */
public enum TaskKind {
    OPEN_POOL("opening"),
    CLOSE_POOL("deleting"),
    PROVISION("provisioning"),
    REBOOT("rebooting"),
    RELOAD("reloading"),
    REMOVE("deleting");

    private final String pendingOperation;

    TaskKind(String pendingOperation) {
        this.pendingOperation = pendingOperation;
    }

    /** The wire's {@code lifecycle.pendingOperation} while the task is open. */
    public String pendingOperation() {
        return pendingOperation;
    }
}
