package io.claviger.workers.pool;

import io.claviger.keyclient.binding.BoundKey;
import java.time.Instant;

/** How a pool stands with whoever keeps its disk keys. */
public sealed interface KeyStanding {

    /** The provider keeps the disk keys; no customer can take them away. */
    record ProviderManaged() implements KeyStanding {}

    /** The pool was ordered under a root key that is not bound: not yet, or never because it could not be. */
    record Unbound(String keyCrn) implements KeyStanding {}

    /**
     * The pool hangs from a root key that is known as available, but nobody has proven within the lease that it still is (I5): it
     * may have been disabled since.
     *
     * @param provenAt the latest moment of which it is known, UTC
     */
    record Unconfirmed(BoundKey key, Instant provenAt) implements KeyStanding {}

    /** The pool hangs from a root key; disks opened in an epoch before the key's are closed (design section 6.1). */
    record UnderRootKey(BoundKey key) implements KeyStanding {}
}
