package io.claviger.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Seals data at rest under a data key, each write under an AES-256-GCM key of its own. Written for a cluster's secrets and
 * for root keys under an instance key. Layout, integers big-endian:
 *
 * <pre>
 * offset  bytes  content
 *      0      1  format, 0xD1
 *      1     16  data key id (UUID)
 *     17     32  random part of the derivation's info
 *     49     12  nonce
 *     61      m  ciphertext, as long as the plaintext
 *   61+m     16  tag
 * </pre>
 *
 * The message key is HKDF-SHA256 of the 32-byte data key without salt, with the ASCII label {@value #LABEL} followed by the
 * 32 random bytes as info. No key meets a second nonce, so a data key may be used without counting. The additional data is
 * the first 17 bytes and {@code context} ({@link AssociatedData}). Put into the context all that says which row this is,
 * for instance cluster, namespace, name and uid: then sealed bytes moved to another row don't open.
 */
public final class DerivedKeyAead {
    public static final int DATA_KEY_BYTES = 32;
    static final String LABEL = "claviger/derived-key-aead/v1/";
    static final byte FORMAT = (byte) 0xD1;

    private static final int HEADER_BYTES = 1 + Layout.UUID_BYTES;
    private static final int INFO_BYTES = 32;
    private static final int BODY_FROM = HEADER_BYTES + INFO_BYTES;
    private static final int MIN_BYTES = BODY_FROM + AesGcmParameters.NONCE_BYTES + AesGcmParameters.TAG_BYTES;

    private final SecureRandom random;

    public DerivedKeyAead(SecureRandom random) {
        this.random = random;
    }

    public byte[] seal(SecretBytes dataKey, UUID dataKeyId, List<String> context, byte[] plaintext) {
        var info = new byte[INFO_BYTES];
        random.nextBytes(info);
        var header = header(dataKeyId);
        try (var key = messageKey(dataKey, info)) {
            var body = new AesGcm(key, random).seal(plaintext, AssociatedData.of(header, context));
            return Layout.concat(Layout.concat(header, info), body);
        }
    }

    public byte[] seal(SecretBytes dataKey, UUID dataKeyId, List<String> context, SecretBytes plaintext) {
        return plaintext.borrow(bytes -> seal(dataKey, dataKeyId, context, bytes));
    }

    public Opening open(SecretBytes dataKey, UUID dataKeyId, List<String> context, byte[] sealed) {
        if (sealed.length > 0 && sealed[0] != FORMAT) {
            return new Undecipherable(Undecipherable.Reason.UNKNOWN_FORMAT);
        }
        if (sealed.length < MIN_BYTES) {
            return new Undecipherable(Undecipherable.Reason.TOO_SHORT);
        }
        if (!dataKeyIdOf(sealed).equals(Optional.of(dataKeyId))) {
            return new Undecipherable(Undecipherable.Reason.OTHER_KEY);
        }
        var info = Arrays.copyOfRange(sealed, HEADER_BYTES, BODY_FROM);
        var body = Arrays.copyOfRange(sealed, BODY_FROM, sealed.length);
        try (var key = messageKey(dataKey, info)) {
            return new AesGcm(key, random).open(body, AssociatedData.of(header(dataKeyId), context));
        }
    }

    /** Which data key opens this, read without any key; empty if the bytes have another layout. */
    public static Optional<UUID> dataKeyIdOf(byte[] sealed) {
        if (sealed.length < MIN_BYTES || sealed[0] != FORMAT) {
            return Optional.empty();
        }
        return Optional.of(Layout.getUuid(ByteBuffer.wrap(sealed).position(1)));
    }

    private static byte[] header(UUID dataKeyId) {
        return Layout.putUuid(ByteBuffer.allocate(HEADER_BYTES).put(FORMAT), dataKeyId)
                .array();
    }

    private static AesGcmKey messageKey(SecretBytes dataKey, byte[] randomInfo) {
        if (dataKey.length() != DATA_KEY_BYTES) {
            throw new IllegalArgumentException("a data key has 32 bytes, not " + dataKey.length());
        }
        var info = Layout.concat(LABEL.getBytes(StandardCharsets.US_ASCII), randomInfo);
        try (var derived = Hkdf.derive(dataKey, new byte[0], info, AesGcmParameters.AES_256_GCM.keyBytes())) {
            return AesGcmKey.copyOf(AesGcmParameters.AES_256_GCM, derived);
        }
    }
}
