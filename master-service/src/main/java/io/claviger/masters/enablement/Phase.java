package io.claviger.masters.enablement;

/**
 * How far an enablement has come. Each step commits before the next begins, so after a crash the phase says what to repeat.
 *
 * <p>Until {@link #WRAPPED} it may fail, and leaves the former root key in force. From {@link #REWRITING} on secrets may hang
 * from the new root key, so there is no way back that does not need both keys: it waits until it can go on.
 */
public enum Phase {
    REQUESTED,
    /** The KMS itself has said that the key is active. */
    VERIFIED,
    /** The cluster is registered on the key. */
    REGISTERED,
    /** The new data key is stored, wrapped. */
    WRAPPED,
    /** New secrets are under the new data key, older ones follow. */
    REWRITING,
    /** All secrets are under the new data key; the former root key is let go. */
    RELEASING,
    READY,
    /** What the enablement has left behind is cleared away. */
    FAILING,
    FAILED;

    /** Whether it may still end in {@link #FAILED}. */
    public boolean mayFail() {
        return switch (this) {
            case REQUESTED, VERIFIED, REGISTERED, WRAPPED -> true;
            case REWRITING, RELEASING, READY, FAILING, FAILED -> false;
        };
    }
}
