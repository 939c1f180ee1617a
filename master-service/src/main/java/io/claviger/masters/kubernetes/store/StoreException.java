package io.claviger.masters.kubernetes.store;

/** The database could not be used; nothing was changed. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreException(String doing, Throwable cause) {
        super("could not " + doing, cause);
    }
}
