package io.claviger.local;

import org.jspecify.annotations.Nullable;

/**
 * The local system cannot do what was asked. The message is one line, says what to do about it where that is known, and
 * is all that a person at the command line gets to see.
 */
public final class LocalFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalFailure(String message) {
        this(message, null);
    }

    public LocalFailure(String message, @Nullable Throwable cause) {
        super(message.strip().replaceAll("\\s*\\R\\s*", " · "), cause);
    }
}
