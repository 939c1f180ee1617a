package io.claviger.iam.token.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Field by field what IBM's clients need (key-protect-api.md 6.1): without {@code expiration} Python fetches a token per
 * call and Java never again, without {@code expires_in} Go cannot tell when.
 *
 * @param expires_in seconds
 * @param expiration epoch seconds
 * @param delegated_refresh_token for another client; absent unless asked for
 */
public record TokenAnswer(
        String access_token,
        String refresh_token,
        String token_type,
        int expires_in,
        long expiration,
        String scope,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String delegated_refresh_token) {

    @Override
    public String toString() {
        return "TokenAnswer[expiration=" + expiration + "]";
    }
}
