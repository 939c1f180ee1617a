package io.claviger.keys.ring.rules;

import io.claviger.keys.refusal.Refusal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Id of a key ring (key-protect-api.md 5.1); case-sensitive. */
public record RingId(String value) {

    /** The ring that every instance has. */
    public static final String DEFAULT = "default";

    /** Per instance, beside the default one. */
    public static final int MOST = 50;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9-]{2,100}");

    public static RingId of(String field, @Nullable String text) {
        if (text == null || !FORM.matcher(text).matches()) {
            throw Refusal.field(
                            field,
                            "The field '" + field + "' is required: 2 to 100 of the characters A-Z, a-z, 0-9 and -.")
                    .asException();
        }
        return new RingId(text);
    }

    /** Whether a text could be the id of a ring; nothing else is worth looking for. */
    public static boolean isPossible(String text) {
        return FORM.matcher(text).matches();
    }

    public boolean isDefault() {
        return value.equals(DEFAULT);
    }
}
