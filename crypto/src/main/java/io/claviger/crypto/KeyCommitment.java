package io.claviger.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * 32 public bytes that only one key has: HKDF-SHA256 of the key without salt, with the ASCII label {@value #LABEL} as info.
 * AES-GCM and XAES-256-GCM let an attacker build one ciphertext that opens under two keys; whoever stores the commitment
 * beside a key version notices that it is not the key it was. It reveals nothing of a key of full entropy, but lets a
 * guess be checked, so never commit to a password.
 */
public final class KeyCommitment {
    public static final int BYTES = 32;
    static final String LABEL = "claviger/key-commitment/v1";

    private final byte[] value;

    private KeyCommitment(byte[] value) {
        this.value = value;
    }

    public static KeyCommitment of(SecretBytes key) {
        try (var derived = Hkdf.derive(key, new byte[0], LABEL.getBytes(StandardCharsets.US_ASCII), BYTES)) {
            return derived.borrow(KeyCommitment::fromBytes);
        }
    }

    /** As stored earlier from {@link #toBytes}. */
    public static KeyCommitment fromBytes(byte[] stored) {
        if (stored.length != BYTES) {
            throw new IllegalArgumentException("a key commitment has 32 bytes, not " + stored.length);
        }
        return new KeyCommitment(stored.clone());
    }

    public boolean commitsTo(SecretBytes key) {
        return equals(of(key));
    }

    public byte[] toBytes() {
        return value.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyCommitment that && MessageDigest.isEqual(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /** Hexadecimal; a commitment is public. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(value);
    }
}
