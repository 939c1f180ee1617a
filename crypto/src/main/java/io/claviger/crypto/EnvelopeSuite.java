package io.claviger.crypto;

import java.util.Optional;

/**
 * The algorithms an {@link Envelope} may be sealed with, by the byte that is stored. Bytes are never given a second
 * meaning. A new suite is a new constant, and every switch that has to know of it stops compiling.
 */
public enum EnvelopeSuite {
    XAES_256_GCM(1, Xaes256GcmParameters.NONCE_BYTES, Xaes256GcmParameters.TAG_BYTES);

    private final byte storedByte;
    private final int nonceBytes;
    private final int tagBytes;

    EnvelopeSuite(int storedByte, int nonceBytes, int tagBytes) {
        this.storedByte = (byte) storedByte;
        this.nonceBytes = nonceBytes;
        this.tagBytes = tagBytes;
    }

    /** What new envelopes are sealed with. */
    public static EnvelopeSuite current() {
        return XAES_256_GCM;
    }

    public static Optional<EnvelopeSuite> ofStoredByte(byte storedByte) {
        for (var suite : values()) {
            if (suite.storedByte == storedByte) {
                return Optional.of(suite);
            }
        }
        return Optional.empty();
    }

    public byte storedByte() {
        return storedByte;
    }

    public int nonceBytes() {
        return nonceBytes;
    }

    public int tagBytes() {
        return tagBytes;
    }
}
