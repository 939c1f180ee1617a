package io.claviger.masters.cluster;

/** What a root key's state means to those who depend on it (clusters-api.md 5.2). Ordered from good to bad. */
public enum KeyCondition {
    USABLE,
    /** The account of the key does not authorize the cluster's any more: reversible, cured by authorizing it again (S54). */
    UNAUTHORIZED,
    /** Suspended (2): reversible, cured by enabling the key. */
    SUSPENDED,
    /** Deactivated (3): expired. The key can still unwrap, but the cluster refuses to use it (S45). */
    DEACTIVATED,
    /** Destroyed (5) and still restorable. */
    DESTROYED,
    /** Gone for ever. */
    PURGED;

    /** From the NIST state as Key Protect numbers it; a state nobody can decrypt in counts as destroyed. */
    public static KeyCondition of(int state, boolean purged) {
        if (purged) {
            return PURGED;
        }
        return switch (state) {
            case 1 -> USABLE;
            case 2 -> SUSPENDED;
            case 3 -> DEACTIVATED;
            default -> DESTROYED;
        };
    }

    /** The NIST state that goes with it; an authorization that is missing leaves the key active. */
    public int state() {
        return switch (this) {
            case USABLE, UNAUTHORIZED -> 1;
            case SUSPENDED -> 2;
            case DEACTIVATED -> 3;
            case DESTROYED, PURGED -> 5;
        };
    }

    /** Whether the key's owner keeps it from being used, and can let it be used again. */
    public boolean withheld() {
        return switch (this) {
            case UNAUTHORIZED, SUSPENDED -> true;
            case USABLE, DEACTIVATED, DESTROYED, PURGED -> false;
        };
    }

    /** Whether nothing but a restoration, if even that, brings the cluster back. */
    public boolean lost() {
        return switch (this) {
            case USABLE, UNAUTHORIZED, SUSPENDED -> false;
            case DEACTIVATED, DESTROYED, PURGED -> true;
        };
    }
}
