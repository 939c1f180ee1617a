package io.claviger.keys.rootkey.rules;

import io.claviger.keys.refusal.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Limits on what an owner may say of a new key (key-protect-api.md 2.1, 2.2). Each refuses with the field at fault. */
public final class NewKey {

    public static final int LARGEST_STANDARD_PAYLOAD = 7500;
    private static final int MOST_TAGS = 30;
    private static final int LONGEST_TAG = 30;
    private static final Pattern NOT_IN_TAGS = Pattern.compile("[<>,:&|]");

    private NewKey() {}

    public static String name(@Nullable String name) {
        if (name == null || name.length() < 2 || name.length() > 90) {
            throw refused("name", "is required, with 2 to 90 characters");
        }
        return name;
    }

    public static @Nullable String description(@Nullable String description) {
        if (description != null && (description.length() < 2 || description.length() > 240)) {
            throw refused("description", "must have 2 to 240 characters");
        }
        return description;
    }

    public static List<String> tags(@Nullable List<@Nullable String> tags) {
        if (tags == null) {
            return List.of();
        }
        if (tags.size() > MOST_TAGS) {
            throw refused("tags", "may hold at most " + MOST_TAGS + " tags");
        }
        return tags.stream().map(NewKey::tag).toList();
    }

    private static String tag(@Nullable String tag) {
        if (tag == null
                || tag.length() > LONGEST_TAG
                || NOT_IN_TAGS.matcher(tag).find()) {
            throw refused("tags", "must hold texts of at most " + LONGEST_TAG + " characters without < > , : & |");
        }
        return tag;
    }

    public static @Nullable Instant expirationDate(@Nullable String text, Instant now) {
        if (text == null) {
            return null;
        }
        // What the database keeps, so that the answer, the record and the row say the same.
        Instant date = Rfc3339.parse(text)
                .map(read -> read.truncatedTo(ChronoUnit.MICROS))
                .orElseThrow(
                        () -> refused("expirationDate", "must be a date as in RFC 3339, such as 2030-01-31T12:00:00Z"));
        if (date.isAfter(now)) {
            return date;
        }
        throw refused("expirationDate", "must be in the future");
    }

    /** @param bytes length of the material that the owner brings */
    public static void requireSize(int bytes, boolean extractable) {
        if (extractable && (bytes < 1 || bytes > LARGEST_STANDARD_PAYLOAD)) {
            throw refused("payload", "of a standard key must have 1 to " + LARGEST_STANDARD_PAYLOAD + " bytes");
        }
        if (!extractable && bytes != 16 && bytes != 24 && bytes != 32) {
            throw refused("payload", "of a root key must have 16, 24 or 32 bytes");
        }
    }

    private static RuntimeException refused(String field, String rule) {
        return Refusal.field(field, "The field '" + field + "' " + rule + ".").asException();
    }
}
