package io.claviger.kit.outbox;

import org.jspecify.annotations.Nullable;

/** The outbox table could not be used; the caller's transaction must not commit. */
public final class OutboxException extends RuntimeException {

    OutboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
