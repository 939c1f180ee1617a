package io.claviger.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM with a nonce from the caller. A nonce used twice under one key gives the authentication key away, so this stays
 * in the package: the constructions that pick nonces are built on it, and test vectors are run against it.
 */
final class InsecureNonceAesGcm {
    private InsecureNonceAesGcm() {}

    /** Ciphertext and tag, without the nonce. */
    static byte[] seal(byte[] key, byte[] nonce, byte[] associatedData, byte[] plaintext) {
        requireNonceOf12Bytes(nonce.length);
        try {
            return AesCiphers.GCM.lend(cipher -> {
                cipher.init(Cipher.ENCRYPT_MODE, BorrowedKey.aes(key), parameters(nonce, 0, nonce.length));
                cipher.updateAAD(associatedData);
                return cipher.doFinal(plaintext);
            });
        } catch (GeneralSecurityException e) {
            throw new CryptoException("AES-GCM encryption failed", e);
        }
    }

    /** Makes a cipher ready to encrypt one message under the 32-byte key and the 12-byte nonce that start there. */
    static void begin(Cipher cipher, byte[] keys, int keyFrom, byte[] nonces, int nonceFrom)
            throws GeneralSecurityException {
        cipher.init(
                Cipher.ENCRYPT_MODE,
                BorrowedKey.aes(keys, keyFrom, keyFrom + AesGcmParameters.AES_256_GCM.keyBytes()),
                parameters(nonces, nonceFrom, AesGcmParameters.NONCE_BYTES));
    }

    /** Reads the nonce at {@code nonceFrom}; what follows {@code nonceTo} is ciphertext and tag. */
    static Opening open(byte[] key, byte[] sealed, int nonceFrom, int nonceTo, byte[] associatedData) {
        requireNonceOf12Bytes(nonceTo - nonceFrom);
        try {
            var plaintext = AesCiphers.GCM.lend(cipher -> {
                cipher.init(
                        Cipher.DECRYPT_MODE, BorrowedKey.aes(key), parameters(sealed, nonceFrom, nonceTo - nonceFrom));
                cipher.updateAAD(associatedData);
                return cipher.doFinal(sealed, nonceTo, sealed.length - nonceTo);
            });
            return new Opening.Opened(SecretBytes.takeOwnershipOf(plaintext));
        } catch (AEADBadTagException e) {
            return new Undecipherable(Undecipherable.Reason.NOT_AUTHENTIC);
        } catch (GeneralSecurityException e) {
            throw new CryptoException("AES-GCM decryption failed", e);
        }
    }

    /** Other lengths are hashed to a counter block, which has weaker bounds. */
    private static void requireNonceOf12Bytes(int length) {
        if (length != AesGcmParameters.NONCE_BYTES) {
            throw new IllegalArgumentException("an AES-GCM nonce has 12 bytes, not " + length);
        }
    }

    private static GCMParameterSpec parameters(byte[] source, int offset, int length) {
        return new GCMParameterSpec(AesGcmParameters.TAG_BYTES * Byte.SIZE, source, offset, length);
    }
}
