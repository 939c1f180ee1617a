package io.claviger.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a wrapped data key looks like, to its owner and in every store. All integers are big-endian:
 *
 * <pre>
 * offset  bytes  content
 *      0      1  format, 0xC1
 *      1      1  suite, see {@link EnvelopeSuite}
 *      2     16  key id (UUID)
 *     18     16  key version id (UUID)
 *     34      n  nonce (suite 1: n = 24)
 *   34+n      m  ciphertext, as long as the plaintext
 * 34+n+m     16  tag
 * </pre>
 *
 * The first 34 bytes, followed by the caller's strings, are the additional data ({@link AssociatedData}), so that no byte
 * of an envelope can be changed unnoticed. Key and version are readable without any key, to find the one that opens it.
 */
public final class Envelope implements EnvelopeParsing {
    static final byte FORMAT = (byte) 0xC1;
    static final int HEADER_BYTES = 2 + 2 * Layout.UUID_BYTES;

    private final EnvelopeSuite suite;
    private final UUID keyId;
    private final UUID versionId;
    private final byte[] encoded;

    private Envelope(EnvelopeSuite suite, UUID keyId, UUID versionId, byte[] encoded) {
        this.suite = suite;
        this.keyId = keyId;
        this.versionId = versionId;
        this.encoded = encoded;
    }

    /** Reads the header and checks the length; only opening tells whether the envelope is authentic. */
    public static EnvelopeParsing parse(byte[] bytes) {
        if (bytes.length > 0 && bytes[0] != FORMAT) {
            return new Undecipherable(Undecipherable.Reason.UNKNOWN_FORMAT);
        }
        if (bytes.length < HEADER_BYTES) {
            return new Undecipherable(Undecipherable.Reason.TOO_SHORT);
        }
        var suite = EnvelopeSuite.ofStoredByte(bytes[1]);
        if (suite.isEmpty()) {
            return new Undecipherable(Undecipherable.Reason.UNKNOWN_SUITE);
        }
        if (bytes.length < HEADER_BYTES + suite.get().nonceBytes() + suite.get().tagBytes()) {
            return new Undecipherable(Undecipherable.Reason.TOO_SHORT);
        }
        var ids = ByteBuffer.wrap(bytes).position(2);
        return new Envelope(suite.get(), Layout.getUuid(ids), Layout.getUuid(ids), bytes.clone());
    }

    static Envelope of(EnvelopeSuite suite, EnvelopeKey key, byte[] nonceCiphertextTag) {
        var encoded = Layout.concat(header(suite, key), nonceCiphertextTag);
        return new Envelope(suite, key.keyId(), key.versionId(), encoded);
    }

    static byte[] header(EnvelopeSuite suite, EnvelopeKey key) {
        var header = ByteBuffer.allocate(HEADER_BYTES).put(FORMAT).put(suite.storedByte());
        Layout.putUuid(header, key.keyId());
        return Layout.putUuid(header, key.versionId()).array();
    }

    public byte[] encode() {
        return encoded.clone();
    }

    public EnvelopeSuite suite() {
        return suite;
    }

    public UUID keyId() {
        return keyId;
    }

    public UUID versionId() {
        return versionId;
    }

    byte[] nonceCiphertextTag() {
        return Arrays.copyOfRange(encoded, HEADER_BYTES, encoded.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Envelope that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "Envelope[suite=" + suite + ", keyId=" + keyId + ", versionId=" + versionId + ", " + encoded.length
                + " bytes]";
    }
}
