package io.claviger.iam.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** Opaque and random (256 bits), kept as its SHA-256 for the same reason as an API key. */
public final class RefreshToken {

    private final String text;

    private RefreshToken(String text) {
        this.text = text;
    }

    public static RefreshToken random(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new RefreshToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    public static RefreshToken presented(String text) {
        return new RefreshToken(text);
    }

    public byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The token itself, for its owner. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "RefreshToken[...]";
    }
}
