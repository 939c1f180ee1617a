package io.claviger.keyclient.reaction;

import io.claviger.keyclient.binding.BoundKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a service keeps under root keys; the one bean it brings. Every method runs in a transaction of the caller. */
public interface Dependants {

    /**
     * What became of a batch.
     *
     * @param dataKeys how many were re-wrapped
     * @param otherVersion the version of the key that some of them were wrapped by, if it is not the one asked for: the key was
     *     rotated, and that is not known here yet
     * @param reached behind which the next batch begins; null when there is nothing behind this one
     */
    record Moved(
            int dataKeys,
            @Nullable String otherVersion,
            @Nullable String reached) {

        public static final Moved NONE = new Moved(0, null, null);

        /** @param version by which another one is wrapped now */
        public Moved plus(BoundKey key, String version) {
            return new Moved(dataKeys + 1, version.equals(key.versionId()) ? otherVersion : version, reached);
        }

        /** @param last of the batch, when there may be more behind it */
        public Moved upTo(@Nullable String last) {
            return new Moved(dataKeys, otherVersion, last);
        }
    }

    /** How many data keys under this key are not yet wrapped by {@code key.versionId()}. */
    long staleDataKeys(BoundKey key);

    /**
     * Re-wraps up to {@code limit} data keys that are not yet under {@code key.versionId()}, in one batched call to
     * key-service, in an order that does not change by it. What cannot be re-wrapped is passed over: it holds up nobody, and
     * {@link #staleDataKeys} still counts it.
     *
     * <p>Read without locking, ask, then write where the row is still the one that was read: a transaction that has locked or
     * written anything before the call holds back the events of every service on the same database server until the answer is
     * there, because the relay publishes only what no running transaction can still precede.
     *
     * <p>What key-service has wrapped by another version is stored all the same: it is the newer one, unless key-service has
     * gone back to a backup.
     *
     * @param after where the batch before has come to; null at the beginning
     */
    Moved rewrap(BoundKey key, @Nullable String after, int limit);

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
