package io.claviger.workers.secret;

/** The cluster does not let its secret be read or written; mostly because its root key is disabled or deleted. */
public final class SecretRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param reason one word for machines, such as {@code KeyDisabled}
     * @param message the cluster's own: which key, which state, since when, what would cure it
     */
    public SecretRefusedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
