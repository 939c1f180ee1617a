package io.claviger.keys.custody;

import org.jspecify.annotations.Nullable;

/** The seal is missing, wrong or unusable. The message is one sentence for the operator who has to put it right. */
public sealed class SealException extends RuntimeException permits UnknownSealException {
    private static final long serialVersionUID = 1L;

    public SealException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
