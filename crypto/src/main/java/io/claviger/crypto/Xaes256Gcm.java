package io.claviger.crypto;

import java.security.SecureRandom;
import java.util.List;

/** XAES-256-GCM with random nonces; {@link Xaes256GcmParameters} states its limits. */
public final class Xaes256Gcm implements Aead {
    private final Xaes256GcmKey key;
    private final SecureRandom random;

    public Xaes256Gcm(Xaes256GcmKey key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    @Override
    public byte[] seal(byte[] plaintext, byte[] associatedData) {
        var nonce = new byte[Xaes256GcmParameters.NONCE_BYTES];
        random.nextBytes(nonce);
        return Layout.concat(nonce, InsecureNonceXaes256Gcm.seal(key, nonce, associatedData, plaintext));
    }

    /**
     * As {@link #seal} of each, with ciphers that are lent once for all: {@code prefix} stands before each result, and lists
     * are of equal length.
     */
    List<byte[]> sealAll(byte[] prefix, List<byte[]> associatedData, List<SecretBytes> plaintexts) {
        var nonces = new byte[plaintexts.size() * Xaes256GcmParameters.NONCE_BYTES];
        random.nextBytes(nonces);
        return InsecureNonceXaes256Gcm.sealAll(key, prefix, nonces, associatedData, plaintexts);
    }

    @Override
    public Opening open(byte[] sealed, byte[] associatedData) {
        if (sealed.length < Xaes256GcmParameters.NONCE_BYTES + Xaes256GcmParameters.TAG_BYTES) {
            return new Undecipherable(Undecipherable.Reason.TOO_SHORT);
        }
        return InsecureNonceXaes256Gcm.open(key, sealed, associatedData);
    }
}
