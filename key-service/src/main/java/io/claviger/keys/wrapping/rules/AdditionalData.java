package io.claviger.keys.wrapping.rules;

import io.claviger.keys.refusal.Refusal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Limits of {@code aad} (key-protect-api.md 3.3). Order counts; nothing of it is stored. */
public final class AdditionalData {

    private static final int MOST = 255;
    private static final int LONGEST = 255;

    private AdditionalData() {}

    public static List<String> of(@Nullable List<@Nullable String> strings) {
        if (strings == null) {
            return List.of();
        }
        boolean fits = strings.size() <= MOST
                && strings.stream().allMatch(string -> string != null && string.length() <= LONGEST);
        if (!fits) {
            throw Refusal.field(
                            "aad",
                            "The field 'aad' must be a list of at most " + MOST + " strings of at most " + LONGEST
                                    + " characters.")
                    .asException();
        }
        return strings.stream().map(Objects::requireNonNull).toList();
    }
}
