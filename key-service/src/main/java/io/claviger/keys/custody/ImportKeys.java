package io.claviger.keys.custody;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.TransportKey;
import io.claviger.crypto.TransportScheme;
import io.claviger.crypto.Undecipherable;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Key pairs of import tokens, with the nonce that proves an import. Nonce and private half are sealed together under the
 * instance's key and leave only for the one operation that needs them.
 */
@ApplicationScoped
public class ImportKeys {

    /** What an AES-GCM nonce of the clients' libraries happens to have; to us it is only a text to compare. */
    private static final int NONCE_BYTES = 12;

    private final Custody custody;
    private final SecureRandom random;

    public ImportKeys(Custody custody, SecureRandom random) {
        this.custody = custody;
        this.random = random;
    }

    /** @param publicKeyPem SubjectPublicKeyInfo, for the owner */
    public record Issued(String publicKeyPem, Sealed sealed) {}

    /** A token's sealed half, as stored. */
    public record ImportKey(InstanceKey instanceKey, UUID tokenId, Sealed sealed) {}

    /** What came of an import. */
    public sealed interface Import {

        /** The receiver closes it. */
        record Proven(SecretBytes material) implements Import {}

        /** Not made with this token's key, or not of a root key's size: which of the two is not told. */
        record NotForThisToken() implements Import {}

        /** The proof does not open under the material, or its iv does not fit. */
        record ProofUnreadable() implements Import {}

        /** The proof opens, and is not of this token's nonce. */
        record OtherNonce() implements Import {}
    }

    /** Makes a key pair, which takes up to seconds; never call it in a transaction. */
    public Issued issue(InstanceKey instanceKey, UUID tokenId, int bits) {
        TransportKey.Pair pair = TransportKey.generate(bits, random);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try (TransportKey key = pair.key();
                SecretBytes both = key.pkcs8().use(InsecureSecretAccess.get(), der -> joined(nonce, der))) {
            Sealed sealed = custody.sealUnder(instanceKey, context(instanceKey, tokenId), both);
            return new Issued(pair.publicKeyPem(), sealed);
        }
    }

    /** The nonce in base64, for the owner who retrieves the token. */
    public String nonce(ImportKey key) {
        try (SecretBytes both = opened(key)) {
            return both.use(
                    InsecureSecretAccess.get(),
                    bytes -> Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, NONCE_BYTES)));
        }
    }

    public Import open(ImportKey key, WrappedMaterial wrapped) {
        TransportScheme scheme = scheme(wrapped.algorithm());
        try (SecretBytes both = opened(key);
                SecretBytes nonce = part(both, 0, NONCE_BYTES);
                SecretBytes der = part(both, NONCE_BYTES, both.length());
                TransportKey transport = TransportKey.copyOf(der)) {
            return switch (wrapped.payload().use(InsecureSecretAccess.get(), it -> transport.open(scheme, it))) {
                case Opening.Opened opened -> proven(scheme, opened.plaintext(), nonce, wrapped);
                case Undecipherable _ -> new Import.NotForThisToken();
            };
        }
    }

    /** Closes the material unless it hands it on. */
    private static Import proven(
            TransportScheme scheme, SecretBytes material, SecretBytes nonce, WrappedMaterial wrapped) {
        Import outcome = outcome(scheme, material, nonce, wrapped);
        if (!(outcome instanceof Import.Proven)) {
            material.close();
        }
        return outcome;
    }

    private static Import outcome(
            TransportScheme scheme, SecretBytes material, SecretBytes nonce, WrappedMaterial wrapped) {
        int length = material.length();
        if (length != 16 && length != 24 && length != 32) {
            return new Import.NotForThisToken();
        }
        return switch (TransportKey.openProof(scheme, material, wrapped.iv(), wrapped.proof())) {
            case Opening.Opened opened -> {
                try (SecretBytes shown = opened.plaintext()) {
                    yield shown.hasSameBytesAs(nonce) ? new Import.Proven(material) : new Import.OtherNonce();
                }
            }
            case Undecipherable _ -> new Import.ProofUnreadable();
        };
    }

    private SecretBytes opened(ImportKey key) {
        return custody.openUnder(key.instanceKey(), context(key.instanceKey(), key.tokenId()), key.sealed());
    }

    private static SecretBytes joined(byte[] nonce, byte[] der) {
        byte[] both = Arrays.copyOf(nonce, nonce.length + der.length);
        System.arraycopy(der, 0, both, nonce.length, der.length);
        return SecretBytes.takeOwnershipOf(both);
    }

    private static SecretBytes part(SecretBytes whole, int from, int to) {
        return whole.use(
                InsecureSecretAccess.get(), bytes -> SecretBytes.takeOwnershipOf(Arrays.copyOfRange(bytes, from, to)));
    }

    private static TransportScheme scheme(WrappedMaterial.Algorithm algorithm) {
        return switch (algorithm) {
            case RSAES_OAEP_SHA_256 -> TransportScheme.OAEP_SHA_256;
            case RSAES_OAEP_SHA_1 -> TransportScheme.OAEP_SHA_1;
        };
    }

    private static List<String> context(InstanceKey instanceKey, UUID tokenId) {
        return List.of("import-token", instanceKey.instanceId(), tokenId.toString());
    }
}
