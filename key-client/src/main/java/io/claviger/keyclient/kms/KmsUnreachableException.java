package io.claviger.keyclient.kms;

import java.io.IOException;

/** No answer, or one that says nothing about the key (5xx): the same call may go through later. */
public final class KmsUnreachableException extends KmsException {

    public KmsUnreachableException(String message, IOException cause) {
        super(message, cause);
    }
}
