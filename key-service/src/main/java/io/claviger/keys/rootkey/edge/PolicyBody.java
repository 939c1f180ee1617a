package io.claviger.keys.rootkey.edge;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.PolicyOrder;
import io.claviger.keys.rootkey.store.PolicyStore;
import io.claviger.keys.wire.Collection;
import io.claviger.keys.wire.SentMetadata;
import io.claviger.kit.web.JsonBody;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a policy that is put on a key: one resource for each policy (key-protect-api.md 4.1). */
record PolicyBody(@Nullable SentMetadata metadata, @Nullable List<@Nullable Resource> resources) {

    @JsonIgnoreProperties({"id", "crn", "createdBy", "creationDate", "updatedBy", "lastUpdateDate"})
    record Resource(
            @Nullable String type,
            @Nullable RotationBody rotation,
            @Nullable DualAuthBody dualAuthDelete) {}

    record RotationBody(
            @Nullable Boolean enabled,
            @JsonProperty("interval_month") @Nullable Integer intervalMonth) {

        PolicyOrder.RotationOrder order() {
            return new PolicyOrder.RotationOrder(enabled, intervalMonth);
        }
    }

    /** A key's answer has more in the same place; clients send it back. */
    @JsonIgnoreProperties({"keySetForDeletion", "authExpiration"})
    record DualAuthBody(@Nullable Boolean enabled) {}

    /** @param wanted kinds that {@code ?policy=} allows */
    static PolicyOrder read(byte @Nullable [] json, Set<String> wanted) {
        PolicyBody body = JsonBody.readStrictly(json, PolicyBody.class);
        List<@Nullable Resource> resources = SentMetadata.counted(body.metadata(), body.resources(), "the policies");
        PolicyOrder order = PolicyOrder.NONE;
        for (Resource resource : resources) {
            order = added(order, resource, wanted);
        }
        return order;
    }

    private static PolicyOrder added(PolicyOrder order, @Nullable Resource resource, Set<String> wanted) {
        if (resource == null || (resource.rotation() == null && resource.dualAuthDelete() == null)) {
            throw Refusal.badBody("Each resource needs 'rotation' or 'dualAuthDelete'.")
                    .asException();
        }
        if (!Collection.mime("policy").equals(resource.type())) {
            throw Refusal.field("type", "The field 'type' must be " + Collection.mime("policy") + ".")
                    .asException();
        }
        PolicyOrder next = order;
        if (resource.rotation() != null) {
            requireOnce(PolicyStore.ROTATION, wanted, order.rotation() != null);
            next = new PolicyOrder(resource.rotation().order(), next.dualAuthDelete());
        }
        if (resource.dualAuthDelete() != null) {
            requireOnce(PolicyStore.DUAL_AUTH_DELETE, wanted, order.dualAuthDelete() != null);
            next = new PolicyOrder(next.rotation(), enabled(resource.dualAuthDelete()));
        }
        return next;
    }

    private static boolean enabled(DualAuthBody body) {
        if (body.enabled() == null) {
            throw Refusal.field(
                            "dualAuthDelete.enabled", "The field 'dualAuthDelete.enabled' is required: true or false.")
                    .asException();
        }
        return body.enabled();
    }

    private static void requireOnce(String kind, Set<String> wanted, boolean already) {
        if (!wanted.contains(kind)) {
            throw Refusal.of(
                            400,
                            "BODY_QUERY_PARAM_MISMATCH_ERR",
                            "The body has a policy '" + kind + "', which ?policy= does not name.")
                    .asException();
        }
        if (already) {
            throw Refusal.badBody("The body has two policies '" + kind + "'.").asException();
        }
    }
}
