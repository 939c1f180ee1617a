package io.claviger.keys.rootkey.edge;

import io.claviger.keys.call.KeyRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Creates a key with the policies in the body and no others, whatever the instance's say (key-protect-api.md 2.2). */
@Path("/api/v2/keys_with_policy_overrides")
@RunOnVirtualThread
public class OverridesResource {

    private final KeysResource keys;

    OverridesResource(KeysResource keys) {
        this.keys = keys;
    }

    @POST
    public Response create(@BeanParam KeyRequest request, byte[] body) {
        return keys.createWithPolicies(request, body);
    }
}
