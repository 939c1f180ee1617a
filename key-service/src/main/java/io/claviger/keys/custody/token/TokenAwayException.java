package io.claviger.keys.custody.token;

import org.jspecify.annotations.Nullable;

/** The token cannot be used: not there, not answering, or refusing. The message is one sentence for the operator. */
public final class TokenAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean pinRefused;

    TokenAwayException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    TokenAwayException(String message, @Nullable Throwable cause, boolean pinRefused) {
        super(message, cause);
        this.pinRefused = pinRefused;
    }

    /** Trying again would use up the tries that the token allows. */
    boolean pinRefused() {
        return pinRefused;
    }
}
