package io.claviger.keys.custody;

import io.claviger.crypto.SecretBytes;

/**
 * An owner's key material on its way in under an import token (key-protect-api.md 5.4).
 *
 * @param payload the material under the token's public key; the receiver of this record closes it
 * @param proof the token's nonce under the material itself
 */
public record WrappedMaterial(Algorithm algorithm, SecretBytes payload, byte[] iv, byte[] proof) {

    /** By the names that clients send. */
    public enum Algorithm {
        RSAES_OAEP_SHA_256,
        /** With AES-CBC for the proof; Hyper Protect's variant. */
        RSAES_OAEP_SHA_1
    }
}
