package io.claviger.keys.custody;

/** Sealed material in a row does not open under its own seal: the database was changed by somebody else, or restored amiss. */
public final class MaterialDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MaterialDamagedException(String message) {
        super(message);
    }
}
