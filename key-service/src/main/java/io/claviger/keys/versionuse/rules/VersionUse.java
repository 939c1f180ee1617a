package io.claviger.keys.versionuse.rules;

import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Life;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the registrations of a key say of one of its versions. A registration names the oldest version that its resource may
 * still have something under: whoever registers on version 1 may have wrapped under version 2 since, and only its word that
 * all has moved to version 3 frees both. So a version is needed by the registrations on it and on any older one (I7).
 *
 * @param destroyedAt absent while the version has its material
 * @param registered resources registered under the key, whatever their version
 * @param onIt those whose recorded version this is
 * @param onOlder those whose recorded version is an older one
 */
public record VersionUse(
        KeyId keyId,
        Life.Version version,
        boolean current,
        @Nullable Instant destroyedAt,
        long registered,
        long onIt,
        long onOlder) {

    public long needing() {
        return onIt + onOlder;
    }

    public boolean needed() {
        return destroyedAt == null && (current || needing() > 0);
    }

    /**
     * @param force the owner's own word that no ciphertext of the version is left, where no registration can tell
     * @param head some of the resources that need it, for the refusal to name
     */
    public Optional<Refusal> refusalToDestroy(boolean force, List<String> head) {
        String name = "Version " + version.id() + " of key " + keyId;
        if (destroyedAt != null) {
            return Optional.of(
                    Refusal.of(410, "KEY_VERSION_DELETED_ERR", name + " is destroyed since " + destroyedAt + "."));
        }
        if (current) {
            return Optional.of(Refusal.of(
                    409,
                    "KEY_VERSION_CURRENT_ERR",
                    name + " is the one that wraps; rotate the key first, or delete the key."));
        }
        if (needing() > 0) {
            return Optional.of(Refusal.of(
                    409,
                    "KEY_VERSION_IN_USE_ERR",
                    name + " is still needed by " + needing() + " registered resource(s): " + String.join(", ", head)
                            + (needing() > head.size() ? ", …" : "")
                            + ". Their services have to move on to a newer version first."));
        }
        if (registered == 0 && !force) {
            return Optional.of(Refusal.of(
                            409,
                            "KEY_VERSION_USE_UNKNOWN_ERR",
                            "No resource is registered under key " + keyId
                                    + ", so nobody can say whether a ciphertext of "
                                    + "version " + version.id()
                                    + " is left; destroy it with force=true if you know that "
                                    + "none is.")
                    .about("query_param", "force"));
        }
        return Optional.empty();
    }
}
