package io.claviger.keys.registration.rules;

import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Life;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cloud resource that its service says is encrypted under a root key (key-protect-api.md 5.3).
 *
 * @param metadata the service's own text, shown to services only
 * @param version under which the resource's data keys are wrapped, as far as its service has said
 */
public record Registration(
        KeyId keyId,
        String keyName,
        String resourceCrn,
        @Nullable String description,
        @Nullable String metadata,
        boolean preventKeyDeletion,
        Life.Version version,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        String updatedBy) {

    /** A service touches its own registrations only. */
    public Optional<Refusal> refusalTo(String service) {
        return createdBy.equals(service)
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        403,
                        "RESOURCE_OWNER_ERR",
                        "The registration of " + resourceCrn + " under key " + keyId + " belongs to another service."));
    }

    /** Versions only move on: a late word must not undo a newer one. */
    public Optional<Refusal> refusalToMoveTo(Life.Version next) {
        return next.ordinal() >= version.ordinal()
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        422,
                        "KEY_VERSION_INVALID",
                        "Version " + next.id() + " of key " + keyId + " is older than " + version.id()
                                + ", which the registration has."));
    }

    public Registration changed(RegistrationChange change, Life.Version next, Instant now, String by) {
        return new Registration(
                keyId,
                keyName,
                resourceCrn,
                change.description(),
                change.metadata(),
                change.preventKeyDeletion(),
                next,
                createdAt,
                createdBy,
                now,
                by);
    }
}
