package io.claviger.iam.token;

import io.claviger.iam.apikey.BearerSecret;
import java.security.SecureRandom;

/** Opaque: 256 random bits. */
public final class RefreshToken extends BearerSecret {

    private static final int RANDOM_BYTES = 32;

    private RefreshToken(String text) {
        super(text);
    }

    public static RefreshToken random(SecureRandom random) {
        return new RefreshToken(random(random, RANDOM_BYTES));
    }

    public static RefreshToken presented(String text) {
        return new RefreshToken(text);
    }
}
