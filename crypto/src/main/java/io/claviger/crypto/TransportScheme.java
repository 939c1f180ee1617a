package io.claviger.crypto;

import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * How an owner's key material travels and how its owner proves to have it: RSA-OAEP (RFC 8017 7.1, empty label, both digests
 * the same) for the material, AES under the material for the proof.
 */
public enum TransportScheme {
    /** The proof is AES-GCM with a 12-byte iv and the tag appended. */
    OAEP_SHA_256("SHA-256", MGF1ParameterSpec.SHA256, AesGcmParameters.NONCE_BYTES),
    /** The proof is AES-CBC with PKCS #7 padding and a 16-byte iv: not authenticated, so only comparing proves anything. */
    OAEP_SHA_1("SHA-1", MGF1ParameterSpec.SHA1, 16);

    private final String digest;
    private final MGF1ParameterSpec mask;
    private final int ivBytes;

    TransportScheme(String digest, MGF1ParameterSpec mask, int ivBytes) {
        this.digest = digest;
        this.mask = mask;
        this.ivBytes = ivBytes;
    }

    public int ivBytes() {
        return ivBytes;
    }

    /** Both digests are named: the JDK's own default masks with SHA-1 whatever the label's digest is. */
    AlgorithmParameterSpec oaep() {
        return new OAEPParameterSpec(digest, "MGF1", mask, PSource.PSpecified.DEFAULT);
    }
}
