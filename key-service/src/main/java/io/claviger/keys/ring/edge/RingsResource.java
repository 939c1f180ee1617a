package io.claviger.keys.ring.edge;

import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.call.Page;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.ring.Rings;
import io.claviger.keys.ring.rules.RingId;
import io.claviger.keys.ring.store.RingStore.Ring;
import io.claviger.keys.wire.Answers;
import io.claviger.keys.wire.Collection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Key rings (key-protect-api.md 5.1). Create answers without a body: clients fail on any. */
@Path("/api/v2/key_rings")
@RunOnVirtualThread
public class RingsResource {

    private static final int USUAL = 100;

    private final Calls calls;
    private final Rings rings;

    RingsResource(Calls calls, Rings rings) {
        this.calls = calls;
        this.rings = rings;
    }

    @GET
    public Response list(@BeanParam KeyRequest request) {
        return calls.answer(request, Operation.LIST_RINGS, null, call -> {
            Page page = Page.of(request, USUAL);
            Rings.Listed listed = rings.list(call, page);
            List<Map<String, Object>> shown =
                    listed.rings().stream().map(RingsResource::json).toList();
            return Answers.json(200, Collection.counted("key_ring", shown, page.totalCount() ? listed.total() : null));
        });
    }

    @POST
    @Path("{ring}")
    public Response create(@BeanParam KeyRequest request, @PathParam("ring") String ring) {
        return calls.answer(request, Operation.CREATE_RING, null, call -> {
            rings.create(call, RingId.of("key_ring_id", ring));
            return Answers.empty(201);
        });
    }

    @DELETE
    @Path("{ring}")
    public Response delete(@BeanParam KeyRequest request, @PathParam("ring") String ring) {
        return calls.answer(request, Operation.DELETE_RING, null, call -> {
            rings.delete(call, ring, Page.flag("force", request.query("force"), false));
            return Answers.empty(204);
        });
    }

    private static Map<String, Object> json(Ring ring) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", ring.id());
        json.put("creationDate", ring.createdAt());
        json.put("createdBy", ring.createdBy());
        return json;
    }
}
