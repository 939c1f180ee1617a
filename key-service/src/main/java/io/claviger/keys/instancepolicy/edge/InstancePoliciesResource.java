package io.claviger.keys.instancepolicy.edge;

import io.claviger.keys.access.NetworkConfig;
import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.instancepolicy.InstancePolicies;
import io.claviger.keys.instancepolicy.rules.CreateImportAccess;
import io.claviger.keys.instancepolicy.rules.InstancePolicy;
import io.claviger.keys.instancepolicy.rules.PolicyKind;
import io.claviger.keys.instancepolicy.store.InstancePolicyStore;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.wire.Answers;
import io.claviger.keys.wire.Collection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Policies of an instance (key-protect-api.md 4.2, 4.3). */
@Path("/api/v2/instance")
@RunOnVirtualThread
public class InstancePoliciesResource {

    private final Calls calls;
    private final InstancePolicies policies;
    private final NetworkConfig network;

    InstancePoliciesResource(Calls calls, InstancePolicies policies, NetworkConfig network) {
        this.calls = calls;
        this.policies = policies;
        this.network = network;
    }

    @GET
    @Path("policies")
    public Response read(@BeanParam KeyRequest request) {
        return calls.answer(request, Operation.READ_INSTANCE_POLICIES, null, call -> {
            List<Map<String, Object>> kept = policies.read(call, kind(request.query("policy"))).stream()
                    .map(InstancePoliciesResource::json)
                    .toList();
            return Answers.json(200, Collection.of("policy", kept));
        });
    }

    @PUT
    @Path("policies")
    public Response write(@BeanParam KeyRequest request, byte[] body) {
        return calls.answer(request, Operation.WRITE_INSTANCE_POLICIES, null, call -> {
            policies.write(call, InstancePolicyBody.read(body, kind(request.query("policy"))));
            return Answers.empty(204);
        });
    }

    @GET
    @Path("allowed_ip_port")
    public Response port(@BeanParam KeyRequest request) {
        return calls.answer(request, Operation.READ_ALLOWED_IP_PORT, null, call -> {
            List<Map<String, Integer>> ports = policies.limitsAddresses(call)
                    ? List.of(Map.of("private_endpoint_port", network.privateEndpointPort()))
                    : List.of();
            return Answers.json(200, Collection.of("allowed_ip_metadata", ports));
        });
    }

    private static @Nullable PolicyKind kind(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return PolicyKind.named(name)
                .orElseThrow(() -> Refusal.query(
                                "policy", "The query parameter 'policy' must name one of the instance policies.")
                        .asException());
    }

    private static Map<String, Object> json(InstancePolicyStore.Kept kept) {
        InstancePolicy policy = kept.policy();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("enabled", policy.enabled());
        Map<String, Object> attributes = attributes(policy);
        if (!attributes.isEmpty()) {
            data.put("attributes", attributes);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("policy_type", policy.kind().wireName());
        json.put("policy_data", data);
        json.put("createdBy", kept.createdBy());
        json.put("creationDate", kept.createdAt());
        json.put("updatedBy", kept.updatedBy());
        json.put("lastUpdated", kept.updatedAt());
        return json;
    }

    private static Map<String, Object> attributes(InstancePolicy policy) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (policy.intervalMonth() != null) {
            json.put("interval_month", policy.intervalMonth());
        }
        if (policy.allowedNetwork() != null) {
            json.put("allowed_network", policy.allowedNetwork());
        }
        if (!policy.allowedIp().isEmpty()) {
            json.put("allowed_ip", policy.allowedIp());
        }
        CreateImportAccess access = policy.access();
        if (access != null) {
            json.put("create_root_key", access.createRootKey());
            json.put("create_standard_key", access.createStandardKey());
            json.put("import_root_key", access.importRootKey());
            json.put("import_standard_key", access.importStandardKey());
            json.put("enforce_token", access.enforceToken());
        }
        return json;
    }
}
