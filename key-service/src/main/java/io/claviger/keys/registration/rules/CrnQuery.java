package io.claviger.keys.registration.rules;

import io.claviger.keys.refusal.Refusal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A resource CRN to look for, where {@code *} stands for anything (key-protect-api.md 5.3).
 *
 * @param pattern for SQL's {@code like}
 */
public record CrnQuery(String pattern) {

    private static final String PARAMETER = "urlEncodedResourceCRNQuery";
    /** Over all keys of an instance the first eight segments, which name a service instance, must be given. */
    private static final int GIVEN_SEGMENTS = 8;

    public static Optional<CrnQuery> parse(@Nullable String text, boolean allKeys) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        // Some users encode once more by hand.
        String crn = text.contains("%3A") || text.contains("%3a") ? decoded(text) : text;
        int star = crn.indexOf('*');
        if (allKeys
                && star >= 0
                && crn.substring(0, star).chars().filter(c -> c == ':').count() < GIVEN_SEGMENTS) {
            throw Refusal.query(
                            PARAMETER,
                            "The query parameter '" + PARAMETER + "' may have no * in its first " + GIVEN_SEGMENTS
                                    + " segments.")
                    .asException();
        }
        String escaped = crn.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return Optional.of(new CrnQuery(escaped.replace("*", "%")));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.query(PARAMETER, "The query parameter '" + PARAMETER + "' is not URL-encoded.")
                    .asException();
        }
    }
}
