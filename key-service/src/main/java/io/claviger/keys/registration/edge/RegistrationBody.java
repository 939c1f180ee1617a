package io.claviger.keys.registration.edge;

import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.registration.rules.Registration;
import io.claviger.keys.registration.rules.RegistrationChange;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.wire.SentMetadata;
import io.claviger.kit.web.JsonBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one resource in the envelope of a registration that is written. */
record RegistrationBody(
        @Nullable Boolean preventKeyDeletion,
        @Nullable String description,
        @Nullable String registrationMetadata,
        @Nullable String keyVersionId) {

    record Envelope(
            @Nullable SentMetadata metadata, @Nullable List<@Nullable RegistrationBody> resources) {}

    static RegistrationBody read(byte @Nullable [] json) {
        Envelope body = JsonBody.readStrictly(json, Envelope.class);
        List<@Nullable RegistrationBody> resources = body.resources();
        if (body.metadata() == null || resources == null || resources.size() != 1 || resources.getFirst() == null) {
            throw SentMetadata.needs("one registration");
        }
        body.metadata().requireTotal(1);
        return resources.getFirst();
    }

    /** What a create or a replacement says; nothing of a former registration stays. */
    RegistrationChange whole() {
        if (preventKeyDeletion == null) {
            throw Refusal.field("preventKeyDeletion", "The field 'preventKeyDeletion' is required: true or false.")
                    .asException();
        }
        return new RegistrationChange(description, registrationMetadata, preventKeyDeletion);
    }

    /** What is not said stays. */
    RegistrationChange mergedInto(Registration former) {
        return new RegistrationChange(
                description == null ? former.description() : description,
                registrationMetadata == null ? former.metadata() : registrationMetadata,
                preventKeyDeletion == null ? former.preventKeyDeletion() : preventKeyDeletion);
    }

    @Nullable
    VersionId version() {
        if (keyVersionId == null) {
            return null;
        }
        return KeyId.parse(keyVersionId)
                .map(id -> new VersionId(id.value()))
                .orElseThrow(() -> Refusal.field("keyVersionId", "The field 'keyVersionId' must be a UUID.")
                        .asException());
    }
}
