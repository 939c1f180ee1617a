package io.claviger.crypto;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * One version of a root key, ready to wrap. Root keys may be imported with 16, 24 or 32 bytes while suite 1 needs 32, so the
 * wrapping key is derived for every length alike: HKDF-SHA256 without salt, with the ASCII label {@value #LABEL} and the
 * suite byte as info. Deriving also keeps the imported bytes away from every other use. A 16-byte root key still has the
 * strength of 128 bits.
 *
 * <p>Derive once and keep while the version is cached: the derivation costs as much as a wrap. Closing wipes it.
 */
public final class EnvelopeKey implements AutoCloseable {
    static final String LABEL = "claviger/envelope/wrapping-key/v1/";

    private final UUID keyId;
    private final UUID versionId;
    private final Xaes256GcmKey xaes256Gcm;

    private EnvelopeKey(UUID keyId, UUID versionId, Xaes256GcmKey xaes256Gcm) {
        this.keyId = keyId;
        this.versionId = versionId;
        this.xaes256Gcm = xaes256Gcm;
    }

    public static EnvelopeKey derive(SecretBytes rootKeyMaterial, UUID keyId, UUID versionId) {
        int length = rootKeyMaterial.length();
        if (length != 16 && length != 24 && length != 32) {
            throw new IllegalArgumentException("a root key has 16, 24 or 32 bytes, not " + length);
        }
        var info = Layout.concat(
                LABEL.getBytes(StandardCharsets.US_ASCII), new byte[] {EnvelopeSuite.XAES_256_GCM.storedByte()});
        try (var wrappingKey = Hkdf.derive(rootKeyMaterial, new byte[0], info, Xaes256GcmParameters.KEY_BYTES)) {
            return new EnvelopeKey(keyId, versionId, Xaes256GcmKey.copyOf(wrappingKey));
        }
    }

    public UUID keyId() {
        return keyId;
    }

    public UUID versionId() {
        return versionId;
    }

    Xaes256GcmKey xaes256Gcm() {
        return xaes256Gcm;
    }

    @Override
    public void close() {
        xaes256Gcm.close();
    }
}
