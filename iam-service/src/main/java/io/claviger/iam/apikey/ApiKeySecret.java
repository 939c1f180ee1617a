package io.claviger.iam.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * An API key as its owner presents it. It is kept as a plain SHA-256: a key has at least 256 random bits, so there is no
 * dictionary to slow down, and a slow hash would only make tokens slow. Looking a digest up in an index leaks at most how
 * much of a digest matched, which tells nothing about a key.
 */
public final class ApiKeySecret {

    /** Below this a configured key cannot hold 256 bits, not even in base64. */
    public static final int SHORTEST_CONFIGURED = 43;

    /** 264 bits: 44 characters of base64url without padding, as long as IBM's own keys. */
    private static final int RANDOM_BYTES = 33;

    private final String text;

    private ApiKeySecret(String text) {
        this.text = text;
    }

    public static ApiKeySecret random(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return new ApiKeySecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    public static ApiKeySecret presented(String text) {
        return new ApiKeySecret(text);
    }

    /** A key that an operator made; refused when it is too short to have the strength that its digest relies on. */
    public static ApiKeySecret configured(String property, String text) {
        if (text.length() < SHORTEST_CONFIGURED) {
            throw new IllegalArgumentException(property + " is too short for an API key: at least "
                    + SHORTEST_CONFIGURED + " characters are needed, for example those of 'openssl rand -base64 33'");
        }
        return new ApiKeySecret(text);
    }

    public byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The key itself, for the one answer that tells its owner. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "ApiKeySecret[...]";
    }
}
