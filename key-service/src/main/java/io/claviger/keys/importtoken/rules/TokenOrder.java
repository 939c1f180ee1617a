package io.claviger.keys.importtoken.rules;

import io.claviger.keys.refusal.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an owner says of a new token, within limits (key-protect-api.md 5.4). */
public record TokenOrder(Duration validFor, int maxAllowedRetrievals) {

    private static final int SHORTEST = 300;
    private static final int LONGEST = 86_400;
    private static final int USUAL = 600;
    private static final int MOST_RETRIEVALS = 500;

    /** @param expiration in whole seconds */
    public static TokenOrder of(@Nullable Double expiration, @Nullable Double maxAllowedRetrievals) {
        int seconds = expiration == null ? USUAL : within("expiration", expiration, SHORTEST, LONGEST);
        int retrievals = maxAllowedRetrievals == null
                ? 1
                : within("maxAllowedRetrievals", maxAllowedRetrievals, 1, MOST_RETRIEVALS);
        return new TokenOrder(Duration.ofSeconds(seconds), retrievals);
    }

    private static int within(String field, double value, int least, int most) {
        if (value < least || value > most || value != Math.rint(value)) {
            throw Refusal.field(
                            field,
                            "The field '" + field + "' must be: an integer between " + least + " and " + most
                                    + " (inclusive).")
                    .asException();
        }
        return (int) value;
    }
}
