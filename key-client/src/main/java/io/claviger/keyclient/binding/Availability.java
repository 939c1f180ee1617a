package io.claviger.keyclient.binding;

/** What a root key's state means to its dependants. */
public enum Availability {
    /** Key-service itself has said that the key is active. */
    AVAILABLE,
    /** Disabled: comes back when it is enabled. */
    SUSPENDED,
    /** Deleted, expired or purged: comes back only by restore, if at all. */
    LOST;

    /** NIST states as Key Protect numbers them: 1 active, 2 suspended, 3 deactivated, 5 destroyed. */
    public static Availability ofState(int state) {
        return switch (state) {
            case 1 -> AVAILABLE;
            case 2 -> SUSPENDED;
            default -> LOST;
        };
    }
}
