package io.claviger.keyclient.reaction;

import io.claviger.keyclient.binding.BoundKey;
import java.util.List;

/** What a service keeps under root keys; the one bean it brings. Every method runs in a transaction of the caller. */
public interface Dependants {

    /** How many data keys under this key are not yet wrapped by {@code key.versionId()}. */
    long staleDataKeys(BoundKey key);

    /**
     * Re-wraps up to {@code limit} data keys that are not yet under {@code key.versionId()}, in one batched call to
     * key-service.
     *
     * @return how many were re-wrapped; zero when none is left
     */
    int rewrap(BoundKey key, int limit);

    /** Everything under the key is now wrapped by {@code key.versionId()}. */
    void rewrapped(BoundKey key, long dataKeys);

    /** Tells the world how these dependants look now (events), after the key's availability changed. */
    void announce(BoundKey key, List<String> dependants);

    /** The key changed for this service; recorded once, whatever hangs from it. */
    void reacted(BoundKey before, BoundKey after);

    /** Plain data keys under this key must leave memory, now. Called outside of the transaction, after it committed. */
    void forget(String keyCrn);
}
