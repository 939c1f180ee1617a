package io.claviger.iam.policy;

import java.util.Optional;
import java.util.UUID;

/** Name of a policy. */
public record PolicyId(UUID value) {

    public static Optional<PolicyId> parse(String text) {
        try {
            UUID uuid = UUID.fromString(text);
            // UUID.fromString is lenient about leading zeros; an id has one spelling.
            return text.equals(uuid.toString()) ? Optional.of(new PolicyId(uuid)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
