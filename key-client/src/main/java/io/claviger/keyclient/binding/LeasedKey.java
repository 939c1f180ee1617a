package io.claviger.keyclient.binding;

import io.claviger.keyclient.lease.Proof;
import java.time.Duration;
import java.time.Instant;

/**
 * What is known of a key, what proves it, and when both were read, by one clock: the database's.
 */
public record LeasedKey(BoundKey key, Proof proof, Instant now) {

    /** Whether what hangs from the key may be used now. */
    public boolean usable(Duration lease) {
        return key.available() && proof.holds(now, lease);
    }

    /** For how much longer, if nothing new is heard. */
    public Duration remaining(Duration lease) {
        return Duration.between(now, proof.provenAt().plus(lease));
    }
}
