package io.claviger.keyclient.binding;

/**
 * A dependant now hangs from the key; fired in the transaction that binds it. The answer it was bound by may be older than an
 * event that came for the key before anything hung from it, so key-service is asked again right after.
 */
public record KeyBound(String keyCrn) {}
