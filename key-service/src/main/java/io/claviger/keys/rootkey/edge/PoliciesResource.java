package io.claviger.keys.rootkey.edge;

import io.claviger.keys.call.Call;
import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.DualAuthorization;
import io.claviger.keys.rootkey.KeyPolicies;
import io.claviger.keys.rootkey.rules.PolicyOrder;
import io.claviger.keys.rootkey.store.PolicyStore;
import io.claviger.keys.wire.Answers;
import io.claviger.keys.wire.Collection;
import io.claviger.kit.crn.Crn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Policies of a key, and the deletion by two that one of them is for (key-protect-api.md 3.5, 4.1). */
@Path("/api/v2/keys")
@RunOnVirtualThread
public class PoliciesResource {

    private static final Set<String> ALL = Set.of(PolicyStore.ROTATION, PolicyStore.DUAL_AUTH_DELETE);

    private final Calls calls;
    private final KeyPolicies policies;
    private final DualAuthorization authorization;

    PoliciesResource(Calls calls, KeyPolicies policies, DualAuthorization authorization) {
        this.calls = calls;
        this.policies = policies;
        this.authorization = authorization;
    }

    @GET
    @Path("{key}/policies")
    public Response read(@BeanParam KeyRequest request, @PathParam("key") String key) {
        return calls.answer(
                request,
                Operation.READ_POLICIES,
                key,
                call -> shown(call, policies.read(call, key, kinds(request.query("policy")))));
    }

    @PUT
    @Path("{key}/policies")
    public Response write(@BeanParam KeyRequest request, @PathParam("key") String key, byte[] body) {
        return calls.answer(request, Operation.WRITE_POLICIES, key, call -> {
            PolicyOrder order = PolicyBody.read(body, kinds(request.query("policy")));
            Set<String> named = new HashSet<>();
            if (order.rotation() != null) {
                named.add(PolicyStore.ROTATION);
            }
            if (order.dualAuthDelete() != null) {
                named.add(PolicyStore.DUAL_AUTH_DELETE);
            }
            return shown(call, policies.write(call, key, order, named));
        });
    }

    @POST
    @Path("{key}/actions/setKeyForDeletion")
    public Response set(@BeanParam KeyRequest request, @PathParam("key") String key) {
        return calls.answer(request, Operation.SET_FOR_DELETION, key, call -> {
            authorization.give(call, key);
            return Answers.empty(204);
        });
    }

    @POST
    @Path("{key}/actions/unsetKeyForDeletion")
    public Response unset(@BeanParam KeyRequest request, @PathParam("key") String key) {
        return calls.answer(request, Operation.UNSET_FOR_DELETION, key, call -> {
            authorization.withdraw(call, key);
            return Answers.empty(204);
        });
    }

    private static Set<String> kinds(@Nullable String policy) {
        if (policy == null) {
            return ALL;
        }
        if (!ALL.contains(policy)) {
            throw Refusal.query("policy", "The query parameter 'policy' must be rotation or dualAuthDelete.")
                    .asException();
        }
        return Set.of(policy);
    }

    private static Response shown(Call call, List<PolicyStore.Policy> found) {
        return Answers.json(
                200,
                Collection.of(
                        "policy",
                        found.stream().map(policy -> json(call, policy)).toList()));
    }

    private static Map<String, Object> json(Call call, PolicyStore.Policy policy) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", policy.id().toString());
        Crn home = call.instance().crn();
        json.put(
                "crn",
                new Crn(
                                "bluemix",
                                "public",
                                home.service(),
                                home.location(),
                                home.account(),
                                call.instance().id(),
                                "policy",
                                policy.id().toString())
                        .toString());
        json.put("type", Collection.mime("policy"));
        json.put(
                policy.kind(),
                policy.intervalMonth() == null
                        ? Map.of("enabled", policy.enabled())
                        : Map.of("enabled", policy.enabled(), "interval_month", policy.intervalMonth()));
        json.put("createdBy", policy.createdBy());
        json.put("creationDate", policy.createdAt());
        json.put("updatedBy", policy.updatedBy());
        json.put("lastUpdateDate", policy.updatedAt());
        return json;
    }
}
