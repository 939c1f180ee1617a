package io.claviger.keys.custody;

import io.claviger.crypto.DerivedKeyAead;
import io.claviger.crypto.EnvelopeCipher;
import io.claviger.crypto.EnvelopeKey;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes, seals and uses key material. Material is opened for one call and wiped before it returns, except where somebody
 * keeps an {@link OpenedVersion} and wipes it himself.
 */
@ApplicationScoped
public class Custody {

    /** AES-256, what Key Protect generates (key-protect-api.md 2.2). */
    public static final int GENERATED_BYTES = 32;

    private final Seal seal;
    private final SecureRandom random;
    private final Commitments commitments;
    private final DerivedKeyAead materials;
    private final EnvelopeCipher envelopes;

    public Custody(Seal seal, SecureRandom random, Commitments commitments) {
        this.seal = seal;
        this.random = random;
        this.commitments = commitments;
        this.materials = new DerivedKeyAead(random);
        this.envelopes = new EnvelopeCipher(random);
    }

    public InstanceKey newInstanceKey(String instanceId) {
        UUID id = UUID.randomUUID();
        try (SecretBytes key = SecretBytes.random(random, DerivedKeyAead.DATA_KEY_BYTES)) {
            return new InstanceKey(instanceId, id, seal.seal(key, InstanceKey.context(instanceId, id)));
        }
    }

    /** New material of a root key. */
    public Material generate(InstanceKey instanceKey, UUID keyId, UUID versionId) {
        try (SecretBytes fresh = newDataKey()) {
            return keep(instanceKey, keyId, versionId, fresh);
        }
    }

    /** Seals a copy of a root key's material, and commits to it; the caller still closes what it gave. */
    public Material keep(InstanceKey instanceKey, UUID keyId, UUID versionId, SecretBytes material) {
        return keep(instanceKey, keyId, versionId, material, Commitment.to(material));
    }

    /** New payload of a standard key. */
    public Material generatePayload(InstanceKey instanceKey, UUID keyId, UUID versionId) {
        try (SecretBytes fresh = newDataKey()) {
            return keepPayload(instanceKey, keyId, versionId, fresh);
        }
    }

    /** Seals a copy of a standard key's payload; commits to nothing, since it may be a password that can be guessed. */
    public Material keepPayload(InstanceKey instanceKey, UUID keyId, UUID versionId, SecretBytes payload) {
        return keep(instanceKey, keyId, versionId, payload, null);
    }

    private Material keep(
            InstanceKey instanceKey,
            UUID keyId,
            UUID versionId,
            SecretBytes material,
            @Nullable Commitment commitment) {
        Sealed sealed = sealUnder(instanceKey, versionContext(instanceKey, keyId, versionId), material);
        return new Material(instanceKey, keyId, versionId, sealed, commitment);
    }

    Sealed sealUnder(InstanceKey instanceKey, List<String> context, SecretBytes secret) {
        return withInstanceKey(
                instanceKey, key -> Sealed.fromBytes(materials.seal(key, instanceKey.id(), context, secret)));
    }

    /** The receiver closes it. */
    SecretBytes openUnder(InstanceKey instanceKey, List<String> context, Sealed sealed) {
        return withInstanceKey(instanceKey, key -> switch (materials.open(
                key, instanceKey.id(), context, sealed.toBytes())) {
            case Opening.Opened opened -> opened.plaintext();
            case Undecipherable why ->
                throw new MaterialDamagedException("what is sealed for " + String.join(" ", context) + " is "
                        + why.reason().explanation());
        });
    }

    /** Material in the clear, for the owner of a standard key; the receiver closes it. */
    public SecretBytes reveal(Material material) {
        InstanceKey instanceKey = material.instanceKey();
        return openUnder(
                instanceKey, versionContext(instanceKey, material.keyId(), material.versionId()), material.sealed());
    }

    /** Whether an owner has brought what the version was made of. */
    public boolean isMaterialOf(Material material, SecretBytes brought) {
        try (SecretBytes kept = proven(material)) {
            return kept.hasSameBytesAs(brought);
        }
    }

    /** A random data key of 32 bytes; the receiver closes it. */
    public SecretBytes newDataKey() {
        return SecretBytes.random(random, GENERATED_BYTES);
    }

    public String wrap(Material material, List<String> aad, SecretBytes dataKey) {
        try (OpenedVersion version = open(material)) {
            return version.wrap(aad, dataKey);
        }
    }

    /** Empty when it does not open: damaged, of another key or version, or with other additional data. */
    public Optional<SecretBytes> unwrap(Material material, List<String> aad, Ciphertext ciphertext) {
        try (OpenedVersion version = open(material)) {
            return version.unwrap(aad, ciphertext);
        }
    }

    /** The receiver closes it, and as long as it keeps it answers for no use after a disable has returned (I5). */
    public OpenedVersion open(Material material) {
        try (SecretBytes root = proven(material)) {
            return new OpenedVersion(EnvelopeKey.derive(root, material.keyId(), material.versionId()), envelopes);
        }
    }

    /** A root key's material that is what was committed to; commits to it if nobody has yet. The receiver closes it. */
    private SecretBytes proven(Material material) {
        SecretBytes root = reveal(material);
        try {
            requireCommitted(material, root);
            return root;
        } catch (RuntimeException e) {
            root.close();
            throw e;
        }
    }

    private void requireCommitted(Material material, SecretBytes root) {
        Commitment commitment = material.commitment();
        if (commitment == null) {
            commitments.remember(material.versionId(), Commitment.to(root));
        } else if (!commitment.isTo(root)) {
            throw new MaterialDamagedException("material of version " + material.versionId() + " of key "
                    + material.keyId() + " is not what its commitment says: somebody has changed one of the two");
        }
    }

    private <T> T withInstanceKey(InstanceKey instanceKey, Function<SecretBytes, T> use) {
        return switch (seal.open(instanceKey.sealed(), instanceKey.context())) {
            case Opening.Opened opened -> {
                try (SecretBytes key = opened.plaintext()) {
                    yield use.apply(key);
                }
            }
            case Undecipherable why ->
                throw new MaterialDamagedException("the key of instance " + instanceKey.instanceId() + " is "
                        + why.reason().explanation());
        };
    }

    private static List<String> versionContext(InstanceKey instanceKey, UUID keyId, UUID versionId) {
        return List.of("key-version", instanceKey.instanceId(), keyId.toString(), versionId.toString());
    }
}
