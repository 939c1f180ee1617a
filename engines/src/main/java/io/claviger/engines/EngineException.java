package io.claviger.engines;

import org.jspecify.annotations.Nullable;

/** An engine did not come up, go down or do what was asked. The message is one line and fit to be shown. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public EngineException(String message) {
        this(message, null);
    }
}
