package io.claviger.keys.legacy;

import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.edge.LifecycleResource;
import io.claviger.keys.rootkey.edge.PoliciesResource;
import io.claviger.keys.wrapping.edge.WrappingResource;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** The same actions with the same bodies and answers (key-protect-api.md 3.1); and the refusal of what is no action. */
@Path("/api/v2/keys")
@RunOnVirtualThread
public class ActionsResource {

    private final Calls calls;
    private final LifecycleResource lifecycle;
    private final WrappingResource wrapping;
    private final PoliciesResource policies;

    ActionsResource(Calls calls, LifecycleResource lifecycle, WrappingResource wrapping, PoliciesResource policies) {
        this.calls = calls;
        this.lifecycle = lifecycle;
        this.wrapping = wrapping;
        this.policies = policies;
    }

    @POST
    @Path("{key}")
    public Response act(@BeanParam KeyRequest request, @PathParam("key") String key, byte[] body) {
        @Nullable String action = request.query("action");
        return switch (action == null ? "" : action) {
            case "wrap" -> wrapping.wrap(request, key, body);
            case "unwrap" -> wrapping.unwrap(request, key, body);
            case "rewrap" -> wrapping.rewrap(request, key, body);
            case "rotate" -> lifecycle.rotate(request, key, body);
            case "enable" -> lifecycle.enable(request, key);
            case "disable" -> lifecycle.disable(request, key);
            case "setKeyForDeletion" -> policies.set(request, key);
            case "unsetKeyForDeletion" -> policies.unset(request, key);
            case "restore" -> lifecycle.restore(request, key, body);
            default -> unknown(request, key, action);
        };
    }

    @POST
    @Path("{key}/actions/{action}")
    public Response unknownAction(
            @BeanParam KeyRequest request, @PathParam("key") String key, @PathParam("action") String action) {
        return unknown(request, key, action);
    }

    private Response unknown(KeyRequest request, String key, @Nullable String action) {
        return calls.answer(request, Operation.UNKNOWN, key, call -> {
            throw Refusal.query(
                            "action",
                            "'" + (action == null ? "" : action)
                                    + "' is none of wrap, unwrap, rewrap, rotate, enable, disable, restore, "
                                    + "setKeyForDeletion, unsetKeyForDeletion.")
                    .asException();
        });
    }
}
