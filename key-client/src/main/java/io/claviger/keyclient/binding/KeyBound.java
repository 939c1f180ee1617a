package io.claviger.keyclient.binding;

/**
 * A dependant now hangs from the key; fired in the transaction that binds it, which holds the key's row. The answer it was bound
 * by may be older than an event that came for the key before anything hung from it, so key-service is asked again right after.
 *
 * @param before what was known of the key; the answer may have taken it away from all who hang from it
 */
public record KeyBound(BoundKey before, BoundKey after) {}
