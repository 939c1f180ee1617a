package io.claviger.iam.token.edge;

/**
 * Field by field what IBM's clients need (key-protect-api.md 6.1): without {@code expiration} Python fetches a token per
 * call and Java never again, without {@code expires_in} Go cannot tell when.
 *
 * @param expires_in seconds
 * @param expiration epoch seconds
 */
public record TokenAnswer(
        String access_token, String refresh_token, String token_type, int expires_in, long expiration, String scope) {

    @Override
    public String toString() {
        return "TokenAnswer[expiration=" + expiration + "]";
    }
}
