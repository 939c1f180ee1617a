package io.claviger.iam.token;

import io.claviger.iam.apikey.BearerSecret;
import java.security.SecureRandom;

/** What a person hands to a program that may log in as them, once and soon: opaque, 256 random bits. */
public final class Passcode extends BearerSecret {

    private static final int RANDOM_BYTES = 32;

    private Passcode(String text) {
        super(text);
    }

    public static Passcode random(SecureRandom random) {
        return new Passcode(random(random, RANDOM_BYTES));
    }

    public static Passcode presented(String text) {
        return new Passcode(text);
    }
}
