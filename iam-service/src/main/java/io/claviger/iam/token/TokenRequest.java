package io.claviger.iam.token;

import io.claviger.iam.apikey.ApiKeySecret;
import java.util.Map;

/** What is presented for a token. */
public sealed interface TokenRequest {

    String APIKEY_GRANT = "urn:ibm:params:oauth:grant-type:apikey";
    String REFRESH_GRANT = "refresh_token";

    /** As the {@code grant_type} claim says it. */
    String grantType();

    record WithApiKey(ApiKeySecret secret) implements TokenRequest {
        @Override
        public String grantType() {
            return APIKEY_GRANT;
        }
    }

    record WithRefreshToken(RefreshToken token) implements TokenRequest {
        @Override
        public String grantType() {
            return REFRESH_GRANT;
        }
    }

    /**
     * Reads the fields of a form. Everything else that IBM's clients send ({@code response_type}, {@code scope},
     * {@code uaa_client_id}, ...) chooses nothing here and is ignored.
     */
    static TokenRequest of(Map<String, String> form) {
        String grantType = required(form, "grant_type");
        return switch (grantType) {
            case APIKEY_GRANT -> new WithApiKey(ApiKeySecret.presented(required(form, "apikey")));
            case REFRESH_GRANT -> new WithRefreshToken(RefreshToken.presented(required(form, "refresh_token")));
            default -> throw new RefusedToken(TokenRefusal.UNSUPPORTED_GRANT, null);
        };
    }

    private static String required(Map<String, String> form, String field) {
        String value = form.get(field);
        if (value == null || value.isBlank()) {
            throw new RefusedToken(TokenRefusal.PROPERTY_MISSING, "Property '" + field + "' either missing or empty.");
        }
        return value;
    }
}
