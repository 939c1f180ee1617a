package io.claviger.workers.disk;

import org.jspecify.annotations.Nullable;

/** The disk could not be worked on for a reason that lies outside of it. */
public final class DiskException extends RuntimeException {

    public DiskException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
