package io.claviger.kit.outbox;

/** The outbox table could not be used; the caller's transaction must not commit. */
public final class OutboxException extends RuntimeException {

    OutboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
