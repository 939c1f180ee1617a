package io.claviger.keys.rootkey.edge;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.claviger.keys.custody.Base64Secret;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.PolicyOrder;
import io.claviger.keys.wire.Collection;
import io.claviger.keys.wire.SentMetadata;
import io.claviger.kit.web.JsonBody;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body of a create: an envelope with exactly one key (key-protect-api.md 1.5, 2.2). Unknown fields are refused. */
record CreateBody(@Nullable SentMetadata metadata, @Nullable List<@Nullable NewKeyBody> resources) {

    /** Clients send their whole key struct; what only answers carry is ignored. */
    @JsonIgnoreProperties({
        "id",
        "href",
        "crn",
        "state",
        "imported",
        "deleted",
        "deletedBy",
        "deletionDate",
        "createdBy",
        "creationDate",
        "lastUpdateDate",
        "lastRotateDate",
        "keyVersion",
        "keyRingID",
        "algorithmType",
        "algorithmMetadata",
        "algorithmBitSize",
        "algorithmMode",
        "nonactiveStateReason"
    })
    record NewKeyBody(
            @Nullable String type,
            @Nullable String name,
            @Nullable String description,
            @Nullable Boolean extractable,
            @Nullable List<@Nullable String> aliases,
            @Nullable List<@Nullable String> tags,
            @Nullable String expirationDate,
            @Nullable Base64Secret payload,
            @Nullable String encryptedNonce,
            @Nullable String iv,
            @Nullable String encryptionAlgorithm,
            PolicyBody.@Nullable RotationBody rotation,
            PolicyBody.@Nullable DualAuthBody dualAuthDelete) {

        ImportFields material() {
            return new ImportFields(payload, encryptedNonce, iv, encryptionAlgorithm);
        }

        PolicyOrder policies() {
            return new PolicyOrder(
                    rotation == null ? null : rotation.order(),
                    dualAuthDelete == null ? null : dualAuthDelete.enabled());
        }
    }

    static NewKeyBody read(byte @Nullable [] json) {
        return JsonBody.readStrictly(json, CreateBody.class).only();
    }

    /** The one key, whose material the receiver reads; a refusal wipes the payload's text. */
    NewKeyBody only() {
        try {
            return served(single());
        } catch (RuntimeException e) {
            if (resources != null) {
                resources.stream()
                        .filter(Objects::nonNull)
                        .forEach(key -> key.material().close());
            }
            throw e;
        }
    }

    private NewKeyBody single() {
        if (metadata == null || metadata.collectionTotal() == null) {
            throw Refusal.badBody("The body needs 'metadata' with collectionType and collectionTotal.")
                    .asException();
        }
        if (resources == null || resources.isEmpty() || resources.getFirst() == null) {
            throw Refusal.badBody("The body needs 'resources' with one key.").asException();
        }
        metadata.requireTotal(resources.size());
        if (resources.size() > 1) {
            throw Refusal.badBody("Keys are created one by one: 'resources' may hold one key only.")
                    .asException();
        }
        return resources.getFirst();
    }

    private static NewKeyBody served(NewKeyBody key) {
        if (!Collection.mime("key").equals(key.type())) {
            throw Refusal.field("type", "The field 'type' must be " + Collection.mime("key") + ".")
                    .asException();
        }
        if (!Boolean.FALSE.equals(key.extractable()) && (key.encryptedNonce() != null || key.iv() != null)) {
            throw Refusal.field(
                            "encryptedNonce", "Only root keys (extractable: false) are imported under an import token.")
                    .asException();
        }
        return key;
    }
}
