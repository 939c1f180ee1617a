package io.claviger.keys.custody;

import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import java.util.List;
import java.util.UUID;

/**
 * The key that seals all material of one KMS instance, itself under the seal.
 *
 * @param instanceId bound into the seal, so that instances cannot swap their keys
 */
public record InstanceKey(String instanceId, UUID id, Sealed sealed) {

    static List<String> context(String instanceId, UUID id) {
        return List.of("instance-key", instanceId, id.toString());
    }

    List<String> context() {
        return context(instanceId, id);
    }

    /** The same key under another seal. */
    public InstanceKey moved(Seal from, Seal to) {
        return switch (from.open(sealed, context())) {
            case Opening.Opened opened -> {
                try (SecretBytes key = opened.plaintext()) {
                    yield new InstanceKey(instanceId, id, to.seal(key, context()));
                }
            }
            case Undecipherable why ->
                throw new MaterialDamagedException("the key of instance " + instanceId + " is "
                        + why.reason().explanation());
        };
    }
}
