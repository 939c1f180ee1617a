package io.claviger.keys.rootkey.edge;

import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.rootkey.KeyAliases;
import io.claviger.keys.rootkey.rules.AliasName;
import io.claviger.keys.wire.Answers;
import io.claviger.keys.wire.Collection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Aliases of keys (key-protect-api.md 5.2). There is no list of them: the key resource shows them. */
@Path("/api/v2/keys/{key}/aliases/{alias}")
@RunOnVirtualThread
public class AliasesResource {

    private final Calls calls;
    private final KeyAliases aliases;

    AliasesResource(Calls calls, KeyAliases aliases) {
        this.calls = calls;
        this.aliases = aliases;
    }

    @POST
    public Response create(
            @BeanParam KeyRequest request, @PathParam("key") String key, @PathParam("alias") String alias) {
        return calls.answer(request, Operation.CREATE_ALIAS, key, call -> {
            KeyAliases.Made made = aliases.add(call, key, AliasName.of("alias", alias));
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("keyId", made.keyId().toString());
            json.put("alias", made.alias().value());
            json.put("createdBy", made.createdBy());
            json.put("creationDate", made.createdAt());
            return Answers.json(201, Collection.of("alias", List.of(json)));
        });
    }

    @DELETE
    public Response delete(
            @BeanParam KeyRequest request, @PathParam("key") String key, @PathParam("alias") String alias) {
        return calls.answer(request, Operation.DELETE_ALIAS, key, call -> {
            aliases.remove(call, key, alias);
            return Answers.empty(204);
        });
    }
}
