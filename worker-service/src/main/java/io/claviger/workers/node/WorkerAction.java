package io.claviger.workers.node;

import java.util.Optional;

/** What may be asked of one worker (clusters-api.md 1.6 and 2.3). */
public enum WorkerAction {
    REBOOT,
    RELOAD,
    UPDATE;

    /** Reads the wire's {@code action}; the hard reboot has two names here since IBM's own is not known. */
    public static Optional<WorkerAction> named(String wire) {
        return switch (wire) {
            case "os_reboot", "power_cycle", "reboot_hard" -> Optional.of(REBOOT);
            case "reload" -> Optional.of(RELOAD);
            case "update" -> Optional.of(UPDATE);
            default -> Optional.empty();
        };
    }
}
