package io.claviger.audit.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What outsiders need to check the log's notes (c2sp.org/signed-note, "Verifier keys"). Ed25519 only.
 *
 * @param name the log's name: non-empty, no spaces, no plus
 * @param key how Java holds the same public key
 */
public record VerifierKey(String name, PublicKey key) {

    private static final byte ED25519 = 0x01;
    private static final int KEY_LENGTH = 32;
    private static final Pattern NAME = Pattern.compile("[^+\\p{Cntrl}\\p{IsWhite_Space}]{1,200}");

    public VerifierKey {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot name a log: no spaces, no plus, 1 to 200 characters");
        }
        if (!"EdDSA".equals(key.getAlgorithm()) && !"Ed25519".equals(key.getAlgorithm())) {
            throw new IllegalArgumentException("an Ed25519 key is needed, not " + key.getAlgorithm());
        }
    }

    /** First four bytes of SHA-256 over name, newline, type and public key. */
    public int id() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(typeAndKey());
            return ByteBuffer.wrap(digest.digest()).getInt();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private byte[] typeAndKey() {
        // A SubjectPublicKeyInfo of Ed25519 ends with the 32 bytes of RFC 8032 (RFC 8410, section 4).
        byte[] info = key.getEncoded();
        byte[] encoded = new byte[1 + KEY_LENGTH];
        encoded[0] = ED25519;
        System.arraycopy(info, info.length - KEY_LENGTH, encoded, 1, KEY_LENGTH);
        return encoded;
    }

    /** {@code <name>+<id in hex>+<base64 of type and key>}. */
    public String text() {
        return name + "+" + HexFormat.of().toHexDigits(id()) + "+"
                + Base64.getEncoder().encodeToString(typeAndKey());
    }
}
