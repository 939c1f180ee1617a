package io.claviger.crypto;

/**
 * Authenticated encryption under one key. Sealed bytes are nonce, ciphertext and tag in this order; the nonce is chosen
 * inside, always at random. Implementations are safe for use by several threads and don't own their key: whoever made
 * the key closes it.
 */
public interface Aead {
    byte[] seal(byte[] plaintext, byte[] associatedData);

    Opening open(byte[] sealed, byte[] associatedData);

    default byte[] seal(SecretBytes plaintext, byte[] associatedData) {
        return plaintext.borrow(bytes -> seal(bytes, associatedData));
    }
}
