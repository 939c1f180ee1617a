package io.claviger.keyclient.lease;

/** The database that holds the watermarks failed; its cause tells whether trying again can help. */
final class LeaseStoreException extends RuntimeException {

    LeaseStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
