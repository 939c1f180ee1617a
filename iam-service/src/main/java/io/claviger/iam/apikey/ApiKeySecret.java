package io.claviger.iam.apikey;

import java.security.SecureRandom;

/** An API key as its owner presents it. */
public final class ApiKeySecret extends BearerSecret {

    /** Below this a configured key cannot hold 256 bits, not even in base64. */
    public static final int SHORTEST_CONFIGURED = 43;

    /** 264 bits: 44 characters of base64url without padding, as long as IBM's own keys. */
    private static final int RANDOM_BYTES = 33;

    private ApiKeySecret(String text) {
        super(text);
    }

    public static ApiKeySecret random(SecureRandom random) {
        return new ApiKeySecret(random(random, RANDOM_BYTES));
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
}
