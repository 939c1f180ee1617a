package io.claviger.keys.registration.rules;

import io.claviger.keys.refusal.Refusal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
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
    /** A colon, or the percent sign of one that was encoded again. */
    private static final Pattern ENCODED = Pattern.compile("%(3[Aa]|25)");

    private static final int MOST_TIMES = 5;

    public static Optional<CrnQuery> parse(@Nullable String text, boolean allKeys) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        String crn = text;
        // Some users encode once more by hand, and some of their tools once more still.
        for (int i = 0; i < MOST_TIMES && ENCODED.matcher(crn).find(); i++) {
            crn = decoded(crn);
        }
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
