package io.claviger.keyclient.kms;

import org.jspecify.annotations.Nullable;

/** Root of what can go wrong between a dependant and its key management service. */
public abstract sealed class KmsException extends RuntimeException
        permits KeyRefusedException, KmsUnreachableException {

    KmsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
