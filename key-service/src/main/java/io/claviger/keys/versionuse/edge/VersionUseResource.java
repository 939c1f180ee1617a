package io.claviger.keys.versionuse.edge;

import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.call.Page;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.versionuse.VersionUses;
import io.claviger.keys.versionuse.rules.VersionUse;
import io.claviger.keys.versionuse.store.VersionUseStore;
import io.claviger.keys.wire.Answers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Our own extension: what still needs a key version, and its destruction when nothing does. */
@Path("/claviger/v1/keys/{key}/versions/{version}")
@RunOnVirtualThread
public class VersionUseResource {

    private final Calls calls;
    private final VersionUses uses;

    VersionUseResource(Calls calls, VersionUses uses) {
        this.calls = calls;
        this.uses = uses;
    }

    /** {@code limit} and {@code offset} page {@code resources}; the counts are of all. */
    @GET
    @Path("usage")
    public Response usage(
            @BeanParam KeyRequest request, @PathParam("key") String key, @PathParam("version") String version) {
        return calls.answer(request, Operation.READ_VERSION_USAGE, key, call -> {
            VersionUses.Found found = uses.find(call, key, version, Page.of(request));
            return Answers.json(200, json(found));
        });
    }

    /** {@code force=true} is needed where no resource is registered under the key at all. */
    @DELETE
    public Response destroy(
            @BeanParam KeyRequest request, @PathParam("key") String key, @PathParam("version") String version) {
        return calls.answer(request, Operation.DESTROY_VERSION, key, call -> {
            uses.destroy(call, key, version, Page.flag("force", request.query("force"), false));
            return Answers.empty(204);
        });
    }

    private static Map<String, Object> json(VersionUses.Found found) {
        VersionUse use = found.use();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("keyId", use.keyId().toString());
        json.put("keyVersion", version(use.version().id().value(), use.version().createdAt()));
        json.put("current", use.current());
        if (use.destroyedAt() != null) {
            json.put("destructionDate", use.destroyedAt());
        }
        json.put("needed", use.needed());
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("registered", use.registered());
        counts.put("needing", use.needing());
        counts.put("onThisVersion", use.onIt());
        counts.put("onOlderVersions", use.onOlder());
        json.put("counts", counts);
        json.put(
                "resources",
                found.resources().stream().map(VersionUseResource::json).toList());
        json.put(
                "services",
                found.consumers().stream().map(VersionUseResource::json).toList());
        return json;
    }

    private static Map<String, Object> json(VersionUseStore.Needing needing) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("resourceCrn", needing.resourceCrn());
        json.put("service", needing.service());
        json.put("keyVersion", version(needing.on(), needing.onSince()));
        json.put("creationDate", needing.registeredAt());
        json.put("lastUpdated", needing.updatedAt());
        return json;
    }

    private static Map<String, Object> json(VersionUseStore.Consumer consumer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("service", consumer.service());
        json.put("resources", consumer.resources());
        VersionUseStore.Word word = consumer.acknowledged();
        if (word != null) {
            Map<String, Object> acknowledged = new LinkedHashMap<>();
            acknowledged.put("revision", word.revision());
            acknowledged.put("keyVersionId", word.version().toString());
            acknowledged.put("keyState", word.keyState());
            acknowledged.put("dependants", word.dependants());
            acknowledged.put("date", word.at());
            json.put("acknowledged", acknowledged);
        }
        return json;
    }

    private static Map<String, Object> version(UUID id, Instant createdAt) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id.toString());
        json.put("creationDate", createdAt);
        return json;
    }
}
