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
     * <p>Read without locking, ask, then write where the row is still the one that was read: a transaction that has locked or
     * written anything before the call holds back the events of every service on the same database server until the answer is
     * there, because the relay publishes only what no running transaction can still precede.
     *
     * @return how many were re-wrapped; zero when none is left, or none can be
     */
    int rewrap(BoundKey key, int limit);

    /** Everything under the key is now wrapped by {@code key.versionId()}, and some of it was not before. */
    void rewrapped(BoundKey key, long dataKeys);

    /** Tells the world how these dependants look now (events), after the key's availability changed. */
    void announce(BoundKey key, List<String> dependants);

    /**
     * The key changed for this service; recorded once, whatever hangs from it. The key's row is locked: no lock may be taken
     * here that somebody holds while binding, and nothing may cost more under many dependants than under one (I8).
     */
    void reacted(BoundKey before, BoundKey after);

    /** Plain data keys under this key must leave memory, now. Called outside of the transaction, after it committed. */
    void forget(String keyCrn);
}
