package io.claviger.keys.importtoken.rules;

import io.claviger.keys.refusal.Refusal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A token as its owner sees it (key-protect-api.md 5.4). It serves any number of imports until it expires; what is counted
 * are the times that its public key and nonce are handed out.
 *
 * @param publicKeyPem under which material is sent
 * @param remainingRetrievals how often it can still be handed out
 */
public record ImportToken(
        UUID id,
        String publicKeyPem,
        Instant createdAt,
        Instant expiresAt,
        int maxAllowedRetrievals,
        int remainingRetrievals) {

    private static final String CODE = "IMPORT_TOKEN_EXPIRED_ERR";
    private static final String CURE = " Create another one with POST /import_token.";

    public static Refusal none() {
        return Refusal.of(404, "IMPORT_TOKEN_NOT_FOUND_ERR", "The instance has no import token." + CURE);
    }

    /** Whether material may come in under it. */
    public Optional<Refusal> refusalToServe(Instant now) {
        return now.isBefore(expiresAt)
                ? Optional.empty()
                : Optional.of(Refusal.of(409, CODE, "The import token expired at " + expiresAt + "." + CURE));
    }

    public Optional<Refusal> refusalToBeRetrieved(Instant now) {
        return refusalToServe(now)
                .or(() -> remainingRetrievals > 0
                        ? Optional.empty()
                        : Optional.of(Refusal.of(
                                409,
                                CODE,
                                "The import token has been retrieved " + maxAllowedRetrievals
                                        + " time(s), which is the most it allows." + CURE)));
    }

    public ImportToken retrieved() {
        return new ImportToken(id, publicKeyPem, createdAt, expiresAt, maxAllowedRetrievals, remainingRetrievals - 1);
    }
}
