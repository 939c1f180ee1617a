package io.claviger.workers.disk.flow;

/** The provider's key in the file is not the one that this database's disks are under. */
public final class ProviderKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProviderKeyException(String message) {
        super(message);
    }
}
