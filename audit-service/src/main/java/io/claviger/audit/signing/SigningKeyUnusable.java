package io.claviger.audit.signing;

/** Without its key the log has no identity, so the service does not start. */
public final class SigningKeyUnusable extends RuntimeException {

    SigningKeyUnusable(String message, Throwable cause) {
        super(message, cause);
    }
}
