package io.claviger.audit.log.store;

/**
 * What is stored is not what was signed, or not all of it is there. Nothing is signed any more until a person has looked;
 * records are still taken in.
 */
public final class LogDamaged extends RuntimeException {

    private final String what;

    public LogDamaged(String what) {
        super(what);
        this.what = what;
    }

    public String what() {
        return what;
    }
}
