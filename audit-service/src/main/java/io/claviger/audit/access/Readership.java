package io.claviger.audit.access;

/** Whose records a caller may see. */
public sealed interface Readership {

    /** Every account's, and those of none: Claviger's own services, which work in all accounts. */
    record Everyone() implements Readership {}

    /**
     * One account's.
     *
     * @param unattributed also the records of no account; for administrators of the installation
     */
    record OfAccount(String account, boolean unattributed) implements Readership {}
}
