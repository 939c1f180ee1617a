package io.claviger.workers.reconciliation;

import org.jspecify.annotations.Nullable;

/** The list of clusters cannot be had now, or not be understood. */
public final class ListUnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ListUnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
