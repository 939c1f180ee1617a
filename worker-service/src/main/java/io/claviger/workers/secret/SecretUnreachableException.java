package io.claviger.workers.secret;

import io.claviger.workers.task.NotYetException;
import org.jspecify.annotations.Nullable;

/** The cluster's API does not answer now, or there is none yet: a later try may succeed. */
public final class SecretUnreachableException extends NotYetException {

    private static final long serialVersionUID = 1L;

    public SecretUnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
