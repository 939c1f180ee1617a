package io.claviger.crypto;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;

/**
 * XAES-256-GCM with a nonce from the caller, who would break it by giving one nonce twice. Stays in the package, for
 * {@link Xaes256Gcm} and the published test vectors.
 */
final class InsecureNonceXaes256Gcm {
    private static final int MESSAGE_KEY_BYTES = 32;
    private static final int HALF_NONCE_BYTES = Xaes256GcmParameters.NONCE_BYTES / 2;

    private InsecureNonceXaes256Gcm() {}

    /** Ciphertext and tag, without the nonce. */
    static byte[] seal(Xaes256GcmKey key, byte[] nonce, byte[] associatedData, byte[] plaintext) {
        if (nonce.length != Xaes256GcmParameters.NONCE_BYTES) {
            throw new IllegalArgumentException("an XAES-256-GCM nonce has 24 bytes, not " + nonce.length);
        }
        var messageKey = key.messageKey(nonce, 0);
        try {
            var shortNonce = Arrays.copyOfRange(nonce, HALF_NONCE_BYTES, nonce.length);
            return InsecureNonceAesGcm.seal(messageKey, shortNonce, associatedData, plaintext);
        } finally {
            Arrays.fill(messageKey, (byte) 0);
        }
    }

    /** Of each plaintext: prefix, nonce, ciphertext and tag. The nonces stand one after the other. */
    static List<byte[]> sealAll(
            Xaes256GcmKey key,
            byte[] prefix,
            byte[] nonces,
            List<byte[]> associatedData,
            List<SecretBytes> plaintexts) {
        int messages = plaintexts.size();
        if (nonces.length != messages * Xaes256GcmParameters.NONCE_BYTES || associatedData.size() != messages) {
            throw new IllegalArgumentException("every message needs a nonce of 24 bytes and associated data");
        }
        var messageKeys = key.messageKeys(nonces, 0, messages);
        try {
            return AesCiphers.GCM.lend(cipher -> {
                List<byte[]> all = new ArrayList<>(messages);
                for (int i = 0; i < messages; i++) {
                    int nonceFrom = i * Xaes256GcmParameters.NONCE_BYTES;
                    var sealed = new byte
                            [prefix.length
                                    + Xaes256GcmParameters.NONCE_BYTES
                                    + plaintexts.get(i).length()
                                    + Xaes256GcmParameters.TAG_BYTES];
                    System.arraycopy(prefix, 0, sealed, 0, prefix.length);
                    System.arraycopy(nonces, nonceFrom, sealed, prefix.length, Xaes256GcmParameters.NONCE_BYTES);
                    InsecureNonceAesGcm.begin(
                            cipher, messageKeys, i * MESSAGE_KEY_BYTES, nonces, nonceFrom + HALF_NONCE_BYTES);
                    cipher.updateAAD(associatedData.get(i));
                    finish(cipher, plaintexts.get(i), sealed, prefix.length + Xaes256GcmParameters.NONCE_BYTES);
                    all.add(sealed);
                }
                return all;
            });
        } catch (GeneralSecurityException e) {
            throw new CryptoException("AES-GCM encryption failed", e);
        } finally {
            Arrays.fill(messageKeys, (byte) 0);
        }
    }

    private static void finish(Cipher cipher, SecretBytes plaintext, byte[] target, int from) {
        plaintext.borrow(bytes -> {
            try {
                return cipher.doFinal(bytes, 0, bytes.length, target, from);
            } catch (GeneralSecurityException e) {
                throw new CryptoException("AES-GCM encryption failed", e);
            }
        });
    }

    /** {@code sealed} starts with the nonce and is long enough for nonce and tag. */
    static Opening open(Xaes256GcmKey key, byte[] sealed, byte[] associatedData) {
        var messageKey = key.messageKey(sealed, 0);
        try {
            return InsecureNonceAesGcm.open(
                    messageKey, sealed, HALF_NONCE_BYTES, Xaes256GcmParameters.NONCE_BYTES, associatedData);
        } finally {
            Arrays.fill(messageKey, (byte) 0);
        }
    }
}
