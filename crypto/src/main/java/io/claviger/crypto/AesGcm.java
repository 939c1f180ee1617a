package io.claviger.crypto;

import java.security.SecureRandom;

/** AES-GCM with random 96-bit nonces; {@link AesGcmParameters} states how often a key may be used. */
public final class AesGcm implements Aead {
    private final AesGcmKey key;
    private final SecureRandom random;

    public AesGcm(AesGcmKey key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    @Override
    public byte[] seal(byte[] plaintext, byte[] associatedData) {
        var nonce = new byte[AesGcmParameters.NONCE_BYTES];
        random.nextBytes(nonce);
        var sealed = key.bytes().borrow(bytes -> InsecureNonceAesGcm.seal(bytes, nonce, associatedData, plaintext));
        return Layout.concat(nonce, sealed);
    }

    @Override
    public Opening open(byte[] sealed, byte[] associatedData) {
        if (sealed.length < AesGcmParameters.NONCE_BYTES + AesGcmParameters.TAG_BYTES) {
            return new Undecipherable(Undecipherable.Reason.TOO_SHORT);
        }
        return key.bytes()
                .borrow(bytes ->
                        InsecureNonceAesGcm.open(bytes, sealed, 0, AesGcmParameters.NONCE_BYTES, associatedData));
    }
}
