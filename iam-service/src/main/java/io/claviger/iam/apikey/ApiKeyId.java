package io.claviger.iam.apikey;

import java.util.Optional;
import java.util.UUID;

/** Public name of an API key: {@code ApiKey-} and a UUID. */
public record ApiKeyId(UUID value) {

    private static final String PREFIX = "ApiKey-";

    public static Optional<ApiKeyId> parse(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            UUID uuid = UUID.fromString(text.substring(PREFIX.length()));
            // UUID.fromString is lenient about leading zeros; an id has one spelling.
            return text.equals(PREFIX + uuid) ? Optional.of(new ApiKeyId(uuid)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return PREFIX + value;
    }
}
