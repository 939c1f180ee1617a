package io.claviger.masters.datakey;

import io.claviger.crypto.DerivedKeyAead;
import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.Opening;
import io.claviger.crypto.Opening.Opened;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ObjectPath;
import io.claviger.masters.kubernetes.Sealed;
import io.claviger.masters.kubernetes.SecretSealing.Session;
import io.claviger.masters.kubernetes.UnreadableObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One request's use of a cluster's data keys; its copies are wiped when it closes. */
final class SealingSession implements Session {

    private final ClusterSealing sealing;
    private final DerivedKeyAead aead;
    private final ClusterId cluster;
    private final @Nullable DataKey current;
    private final Map<UUID, SecretBytes> unlocked = new HashMap<>();

    SealingSession(ClusterSealing sealing, DerivedKeyAead aead, ClusterId cluster, @Nullable DataKey current) {
        this.sealing = sealing;
        this.aead = aead;
        this.cluster = cluster;
        this.current = current;
    }

    /** Refuses, or makes ready what {@link #seal} needs. */
    void begin() {
        if (current != null) {
            unlocked.put(current.id(), sealing.unlock(current));
        }
    }

    @Override
    public @Nullable UUID dataKeyId() {
        return current == null ? null : current.id();
    }

    @Override
    public Sealed seal(ObjectPath path, byte[] serializedObject) {
        return current == null
                ? new Sealed(serializedObject, null)
                : new Sealed(aead.seal(key(current.id()), current.id(), context(path), serializedObject), current.id());
    }

    @Override
    public byte[] open(ObjectPath path, @Nullable UUID dataKeyId, byte[] stored) {
        if (dataKeyId == null) {
            if (current != null && !sealing.mayHoldClear(cluster)) {
                throw new UnreadableObject(cluster, path, "it is in clear, and every secret here was sealed");
            }
            return stored;
        }
        SecretBytes key = keyOf(dataKeyId)
                .orElseThrow(() -> new UnreadableObject(
                        cluster, path, "it names data key %s, which this cluster does not have".formatted(dataKeyId)));
        Opening opening = aead.open(key, dataKeyId, context(path), stored);
        return switch (opening) {
            case Opened(SecretBytes plaintext) -> {
                // The seam is made of bytes: the object goes out to the caller who asked for it.
                try (plaintext) {
                    yield plaintext.toByteArray(InsecureSecretAccess.get());
                }
            }
            case Undecipherable(Undecipherable.Reason reason) ->
                throw new UnreadableObject(cluster, path, reason.explanation());
        };
    }

    @Override
    public void close() {
        unlocked.values().forEach(SecretBytes::close);
        unlocked.clear();
    }

    private SecretBytes key(UUID id) {
        return keyOf(id)
                .orElseThrow(() -> new IllegalStateException("cluster %s has no data key %s".formatted(cluster, id)));
    }

    private Optional<SecretBytes> keyOf(UUID id) {
        SecretBytes known = unlocked.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<SecretBytes> key = sealing.table()
                .find(id)
                .filter(other -> other.cluster().equals(cluster))
                .map(sealing::unlock);
        key.ifPresent(unlockedNow -> unlocked.put(id, unlockedNow));
        return key;
    }

    /** Everything that says which row this is: moved to another row, sealed bytes don't open. */
    private List<String> context(ObjectPath path) {
        return List.of(
                cluster.value(), path.namespace(), path.name(), path.uid().toString());
    }
}
