package io.claviger.workers.task;

import org.jspecify.annotations.Nullable;

/** Something outside is not there now; the same work may succeed later, and nobody has to look into it. */
public abstract class NotYetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    protected NotYetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
