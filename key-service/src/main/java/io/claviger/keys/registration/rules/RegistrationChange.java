package io.claviger.keys.registration.rules;

import io.claviger.keys.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** What a service may say of its registration, within limits. */
public record RegistrationChange(
        @Nullable String description, @Nullable String metadata, boolean preventKeyDeletion) {

    private static final int LONGEST_DESCRIPTION = 240;
    private static final int LONGEST_METADATA = 512;

    public RegistrationChange {
        requireLength("description", description, LONGEST_DESCRIPTION);
        requireLength("registrationMetadata", metadata, LONGEST_METADATA);
    }

    private static void requireLength(String field, @Nullable String text, int longest) {
        if (text != null && text.length() > longest) {
            throw Refusal.field(field, "The field '" + field + "' may have at most " + longest + " characters.")
                    .asException();
        }
    }
}
