package io.claviger.crypto;

import java.util.Arrays;

/**
 * XAES-256-GCM with a nonce from the caller, who would break it by giving one nonce twice. Stays in the package, for
 * {@link Xaes256Gcm} and the published test vectors.
 */
final class InsecureNonceXaes256Gcm {
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
