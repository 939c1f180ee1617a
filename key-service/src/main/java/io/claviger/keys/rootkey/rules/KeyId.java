package io.claviger.keys.rootkey.rules;

import java.util.Optional;
import java.util.UUID;

/** Id of a key. */
public record KeyId(UUID value) {

    public static Optional<KeyId> parse(String text) {
        // UUID.fromString also takes short groups.
        if (text.length() != 36) {
            return Optional.empty();
        }
        try {
            return Optional.of(new KeyId(UUID.fromString(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
