package io.claviger.keyclient.binding;

/** The database that holds the bindings failed; its cause tells whether trying again can help. */
public final class BindingStoreException extends RuntimeException {

    public BindingStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
