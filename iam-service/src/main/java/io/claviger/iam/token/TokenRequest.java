package io.claviger.iam.token;

import io.claviger.iam.apikey.ApiKeySecret;
import java.time.Duration;
import java.util.Map;

/** What is presented for a token. */
public sealed interface TokenRequest {

    String APIKEY_GRANT = "urn:ibm:params:oauth:grant-type:apikey";
    String PASSCODE_GRANT = "urn:ibm:params:oauth:grant-type:passcode";
    String REFRESH_GRANT = "refresh_token";
    String DELEGATED_GRANT = "urn:ibm:params:oauth:grant-type:delegated-refresh-token";
    String DELEGATED_RESPONSE = "delegated_refresh_token";

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

    record WithPasscode(Passcode passcode) implements TokenRequest {
        @Override
        public String grantType() {
            return PASSCODE_GRANT;
        }
    }

    /**
     * Asks for a refresh token that another client may have; IBM's Go client does, for the kubeconfigs that it writes.
     *
     * @param lifetime wanted for the new token
     */
    record ForAnotherClient(RefreshToken token, Duration lifetime) implements TokenRequest {
        @Override
        public String grantType() {
            return REFRESH_GRANT;
        }
    }

    record WithDelegatedToken(RefreshToken token) implements TokenRequest {
        @Override
        public String grantType() {
            return DELEGATED_GRANT;
        }
    }

    /**
     * Reads the fields of a form. Everything else that IBM's clients send ({@code scope}, {@code uaa_client_id},
     * {@code receiver_client_ids}, another {@code response_type}) chooses nothing here and is ignored.
     */
    static TokenRequest of(Map<String, String> form) {
        String grantType = required(form, "grant_type");
        return switch (grantType) {
            case APIKEY_GRANT -> new WithApiKey(ApiKeySecret.presented(required(form, "apikey")));
            case REFRESH_GRANT -> refresh(form, RefreshToken.presented(required(form, "refresh_token")));
            case DELEGATED_GRANT -> new WithDelegatedToken(RefreshToken.presented(required(form, "refresh_token")));
            case PASSCODE_GRANT -> new WithPasscode(Passcode.presented(required(form, "passcode")));
            default -> throw new RefusedToken(TokenRefusal.UNSUPPORTED_GRANT, null);
        };
    }

    private static TokenRequest refresh(Map<String, String> form, RefreshToken token) {
        return DELEGATED_RESPONSE.equals(form.get("response_type"))
                ? new ForAnotherClient(token, lifetime(form.getOrDefault("delegated_refresh_token_expiry", "")))
                : new WithRefreshToken(token);
    }

    private static Duration lifetime(String seconds) {
        if (!seconds.matches("[1-9]\\d{0,6}")) {
            throw new RefusedToken(
                    TokenRefusal.PROPERTY_MISSING,
                    "Property 'delegated_refresh_token_expiry' either missing or no number of seconds.");
        }
        return Duration.ofSeconds(Long.parseLong(seconds));
    }

    static String required(Map<String, String> form, String field) {
        String value = form.get(field);
        if (value == null || value.isBlank()) {
            throw new RefusedToken(TokenRefusal.PROPERTY_MISSING, "Property '" + field + "' either missing or empty.");
        }
        return value;
    }
}
