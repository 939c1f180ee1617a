package io.claviger.iam.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What a person hands to a program that may log in as them, once and soon. Opaque and random (256 bits), kept as its SHA-256
 * like a refresh token.
 */
public final class Passcode {

    private final String text;

    private Passcode(String text) {
        this.text = text;
    }

    public static Passcode random(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new Passcode(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    public static Passcode presented(String text) {
        return new Passcode(text);
    }

    public byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The passcode itself, for its owner. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "Passcode[...]";
    }
}
