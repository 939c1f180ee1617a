package io.claviger.masters.enablement.run;

import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.binding.VersionInUse;
import io.claviger.keyclient.kms.KeyAnswer;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.datakey.DataKey;
import io.claviger.masters.enablement.Dependant;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Hangs data keys that older secrets still need from their own root keys, whichever is in force. */
@ApplicationScoped
class FormerKeys {

    private final KeyBindings bindings;

    FormerKeys(KeyBindings bindings) {
        this.bindings = bindings;
    }

    /** In the caller's transaction. @param answer what key-service says about its root key, if it was asked */
    void keep(Cluster cluster, DataKey left, @Nullable KeyAnswer answer) {
        String name = Dependant.former(cluster.crn(), left.id());
        boolean kept = bindings.bindingOf(name)
                .filter(binding -> binding.key().ref().crn().equals(left.keyCrn()))
                .isPresent();
        if (kept) {
            return;
        }
        if (answer instanceof KeyAnswer.Known(KeySnapshot known)) {
            bindings.bind(name, known, inUse(known, left));
        } else {
            // A purged one: what is known of it here says so to whoever reads what is lost with it.
            bindings.find(left.keyCrn()).ifPresent(purged -> {
                KeySnapshot known = lastKnown(purged);
                bindings.bind(name, known, inUse(known, left));
            });
        }
    }

    static VersionInUse inUse(KeySnapshot key, DataKey dataKey) {
        return VersionInUse.of(key, dataKey.keyVersionId(), dataKey.wrappedAt(), dataKey.follows());
    }

    private static KeySnapshot lastKnown(BoundKey key) {
        return new KeySnapshot(
                key.ref().keyId(),
                key.ref().crn(),
                key.ref().instanceId(),
                key.accountId(),
                key.state(),
                key.stateSince(),
                new KeySnapshot.KeyVersion(key.versionId(), key.versionCreated()),
                key.revision(),
                key.expirationDate(),
                key.restoreExpirationDate());
    }
}
