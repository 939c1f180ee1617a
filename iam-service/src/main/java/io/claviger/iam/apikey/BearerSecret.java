package io.claviger.iam.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Text that is somebody to whoever presents it. It is kept as a plain SHA-256: what is made here has at least 256 random bits, so
 * there is no dictionary to slow down, and a slow hash would only make tokens slow. Of a configured API key only the length is
 * checked ({@link ApiKeySecret#configured}): one that was thought up can be guessed by whoever reads the table. Looking a digest up in an index leaks at most how much
 * of a digest matched, which tells nothing about the text.
 */
public abstract class BearerSecret {

    private final String text;

    protected BearerSecret(String text) {
        this.text = text;
    }

    /** So many random bytes in base64url without padding. */
    protected static String random(SecureRandom random, int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
    }

    public final byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The text itself, for the one answer that tells its owner. */
    public final String reveal() {
        return text;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[...]";
    }
}
