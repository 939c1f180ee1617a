package io.claviger.crypto;

/**
 * NIST SP 800-38D as used here: 96-bit nonces, 128-bit tags. With random nonces one key may seal at most
 * {@value #MAX_MESSAGES_PER_KEY} messages (section 8.3: collision risk 2^-32), which is why data is sealed under a key of
 * its own per write, see {@link DerivedKeyAead}.
 */
public enum AesGcmParameters {
    AES_128_GCM(16),
    AES_256_GCM(32);

    public static final int NONCE_BYTES = AesCiphers.GCM_NONCE_BYTES;
    public static final int TAG_BYTES = AesCiphers.GCM_TAG_BYTES;
    public static final long MAX_MESSAGES_PER_KEY = 1L << 32;

    private final int keyBytes;

    AesGcmParameters(int keyBytes) {
        this.keyBytes = keyBytes;
    }

    public int keyBytes() {
        return keyBytes;
    }
}
