package io.claviger.keys.registration.rules;

import io.claviger.keys.rootkey.rules.KeyId;
import org.jspecify.annotations.Nullable;

/** Which registrations of an instance a list shows; what is absent does not restrict. */
public record RegistrationFilter(
        @Nullable KeyId key,
        @Nullable String keyRing,
        @Nullable CrnQuery crn,
        @Nullable Boolean preventKeyDeletion) {}
