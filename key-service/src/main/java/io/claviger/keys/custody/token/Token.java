package io.claviger.keys.custody.token;

import io.claviger.crypto.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * AES-256-GCM with a key that stays on its token. Every method throws {@link TokenAwayException} when the token cannot be
 * used now.
 */
public interface Token extends AutoCloseable {

    int NONCE_BYTES = 12;
    int TAG_BYTES = 16;

    /**
     * The tag of a constant, without a message, under a nonce that nothing else may use: public, the same for every copy of the key, and
     * another for every other key. As the input never changes, the repeated nonce tells nothing (NIST SP 800-38D, 8).
     *
     * @return 16 bytes
     */
    byte[] fingerprint();

    /** Ciphertext and tag. A nonce must not be used twice, and never be the fingerprint's. */
    byte[] encrypt(byte[] nonce, byte[] additionalData, SecretBytes plaintext);

    /** Empty when it is not authentic. The receiver closes the plaintext. */
    Optional<SecretBytes> decrypt(byte[] nonce, byte[] additionalData, byte[] ciphertextAndTag);

    @Override
    void close();

    static byte[] fingerprintNonce() {
        return "claviger-key".getBytes(StandardCharsets.US_ASCII);
    }

    /** Some tokens refuse to authenticate nothing at all. */
    static byte[] fingerprintData() {
        return "claviger/seal/key-id/v1".getBytes(StandardCharsets.US_ASCII);
    }

    static boolean isFingerprintNonce(byte[] nonce) {
        return Arrays.equals(nonce, fingerprintNonce());
    }
}
