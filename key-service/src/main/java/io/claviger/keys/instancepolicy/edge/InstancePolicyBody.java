package io.claviger.keys.instancepolicy.edge;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.claviger.keys.instancepolicy.rules.CreateImportAccess;
import io.claviger.keys.instancepolicy.rules.InstancePolicy;
import io.claviger.keys.instancepolicy.rules.PolicyKind;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.wire.Collection;
import io.claviger.keys.wire.SentMetadata;
import io.claviger.kit.web.JsonBody;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The body of policies that are put on an instance; snake case, other than the rest (key-protect-api.md 4.2). */
record InstancePolicyBody(
        @Nullable SentMetadata metadata, @Nullable List<@Nullable Resource> resources) {

    /**
     * @param type of an older form of this body, which Key Protect's documentation still has
     * @param dualAuthDelete the one policy that there was then
     */
    @JsonIgnoreProperties({"createdBy", "creationDate", "updatedBy", "lastUpdated"})
    record Resource(
            @JsonProperty("policy_type") @Nullable String policyType,
            @JsonProperty("policy_data") @Nullable Data policyData,
            @Nullable String type,
            @Nullable Data dualAuthDelete) {

        Resource inNewForm() {
            if (dualAuthDelete == null) {
                return this;
            }
            if (policyType != null || policyData != null) {
                throw Refusal.badBody("The body has a policy in the older and in the newer form at once.")
                        .asException();
            }
            return new Resource(PolicyKind.DUAL_AUTH_DELETE.wireName(), dualAuthDelete, type, null);
        }
    }

    record Data(@Nullable Boolean enabled, @Nullable Attributes attributes) {}

    record Attributes(
            @JsonProperty("interval_month") @Nullable Integer intervalMonth,
            @JsonProperty("allowed_network") @Nullable String allowedNetwork,
            @JsonProperty("allowed_ip") @Nullable List<@Nullable String> allowedIp,
            @JsonProperty("create_root_key") @Nullable Boolean createRootKey,
            @JsonProperty("create_standard_key") @Nullable Boolean createStandardKey,
            @JsonProperty("import_root_key") @Nullable Boolean importRootKey,
            @JsonProperty("import_standard_key") @Nullable Boolean importStandardKey,
            @JsonProperty("enforce_token") @Nullable Boolean enforceToken) {

        static final Attributes NONE = new Attributes(null, null, null, null, null, null, null, null);

        /** A policy's own attributes set aside, nothing may be left. */
        void requireOnly(PolicyKind kind) {
            boolean foreign = (kind != PolicyKind.ROTATION && intervalMonth != null)
                    || (kind != PolicyKind.ALLOWED_NETWORK && allowedNetwork != null)
                    || (kind != PolicyKind.ALLOWED_IP && allowedIp != null)
                    || (kind != PolicyKind.KEY_CREATE_IMPORT_ACCESS && namesAccess());
            if (foreign) {
                throw Refusal.badBody("The policy '" + kind.wireName() + "' has attributes that are not its own.")
                        .asException();
            }
        }

        private boolean namesAccess() {
            return Stream.of(createRootKey, createStandardKey, importRootKey, importStandardKey, enforceToken)
                    .anyMatch(Objects::nonNull);
        }
    }

    /** @param wanted by {@code ?policy=} */
    static List<InstancePolicy> read(byte @Nullable [] json, @Nullable PolicyKind wanted) {
        InstancePolicyBody body = JsonBody.readStrictly(json, InstancePolicyBody.class);
        List<@Nullable Resource> resources = SentMetadata.counted(body.metadata(), body.resources(), "the policies");
        if (wanted != null && resources.size() > 1) {
            throw Refusal.of(400, "NUM_COLLECTION_RESOURCE_ERR", "With ?policy= the body may hold one policy only.")
                    .asException();
        }
        List<InstancePolicy> policies = new ArrayList<>();
        Set<PolicyKind> seen = EnumSet.noneOf(PolicyKind.class);
        for (Resource resource : resources) {
            InstancePolicy policy = policy(resource, wanted);
            if (!seen.add(policy.kind())) {
                throw Refusal.badBody(
                                "The body has two policies '" + policy.kind().wireName() + "'.")
                        .asException();
            }
            policies.add(policy);
        }
        return policies;
    }

    private static InstancePolicy policy(@Nullable Resource given, @Nullable PolicyKind wanted) {
        if (given == null) {
            throw Refusal.badBody("The body has an empty policy.").asException();
        }
        Resource resource = given.inNewForm();
        if (resource.type() != null && !resource.type().equals(Collection.mime("policy"))) {
            throw Refusal.field("type", "The field 'type' must be " + Collection.mime("policy") + ".")
                    .asException();
        }
        PolicyKind kind = PolicyKind.named(resource.policyType())
                .orElseThrow(() -> Refusal.field(
                                "policy_type", "The field 'policy_type' must name one of the instance policies.")
                        .asException());
        if (wanted != null && wanted != kind) {
            throw Refusal.of(
                            400,
                            "BODY_QUERY_PARAM_MISMATCH_ERR",
                            "The body has a policy '" + kind.wireName() + "', which ?policy= does not name.")
                    .asException();
        }
        Data data = resource.policyData();
        if (data == null || data.enabled() == null) {
            throw Refusal.field("policy_data.enabled", "The field 'policy_data.enabled' is required: true or false.")
                    .asException();
        }
        Attributes attributes = data.attributes() == null ? Attributes.NONE : data.attributes();
        attributes.requireOnly(kind);
        boolean enabled = data.enabled();
        return switch (kind) {
            case DUAL_AUTH_DELETE, METRICS -> InstancePolicy.simple(kind, enabled);
            case ROTATION -> InstancePolicy.rotation(enabled, attributes.intervalMonth());
            case ALLOWED_NETWORK -> InstancePolicy.network(enabled, attributes.allowedNetwork());
            case ALLOWED_IP ->
                InstancePolicy.addresses(enabled, attributes.allowedIp() == null ? List.of() : attributes.allowedIp());
            case KEY_CREATE_IMPORT_ACCESS ->
                InstancePolicy.access(
                        enabled,
                        CreateImportAccess.of(
                                attributes.createRootKey(),
                                attributes.createStandardKey(),
                                attributes.importRootKey(),
                                attributes.importStandardKey(),
                                attributes.enforceToken()));
        };
    }
}
