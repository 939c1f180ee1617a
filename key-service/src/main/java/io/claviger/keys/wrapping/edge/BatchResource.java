package io.claviger.keys.wrapping.edge;

import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.RefusedException;
import io.claviger.keys.wrapping.Batches;
import io.claviger.keys.wrapping.Batches.Item;
import io.claviger.keys.wrapping.Batches.Outcome;
import io.claviger.keys.wrapping.HotUses;
import io.claviger.keys.wrapping.HotUses.Asked;
import io.claviger.keys.wrapping.HotUses.Ready;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.web.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Our own extension beside Key Protect: up to 1,000 uses of a key in one call, for jobs that follow a rotation with thousands
 * of data keys. An item that fails does not fail the others.
 */
@Path("/claviger/v1/keys")
@RunOnVirtualThread
public class BatchResource {

    private final Calls calls;
    private final Callers callers;
    private final HotUses hot;
    private final Batches batches;

    BatchResource(Calls calls, Callers callers, HotUses hot, Batches batches) {
        this.calls = calls;
        this.callers = callers;
        this.hot = hot;
        this.batches = batches;
    }

    @POST
    @Path("{key}/actions/wrap")
    public Response wrap(@BeanParam KeyRequest request, @PathParam("key") String key, byte[] body) {
        return answer(request, Operation.WRAP, key, body);
    }

    @POST
    @Path("{key}/actions/unwrap")
    public Response unwrap(@BeanParam KeyRequest request, @PathParam("key") String key, byte[] body) {
        return answer(request, Operation.UNWRAP, key, body);
    }

    @POST
    @Path("{key}/actions/rewrap")
    public Response rewrap(@BeanParam KeyRequest request, @PathParam("key") String key, byte[] body) {
        return answer(request, Operation.REWRAP, key, body);
    }

    private Response answer(KeyRequest request, Operation operation, String key, byte[] body) {
        try {
            Response quick = quickly(request, operation, key, body);
            return quick != null
                    ? quick
                    : calls.answer(request, operation, key, call -> {
                        List<Item> items = BatchBody.read(operation, body);
                        try {
                            return ok(batches.carefully(call, key, items));
                        } finally {
                            items.forEach(BatchResource::close);
                        }
                    });
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    /** Null when only the database can tell, or the refusal has to be recorded. */
    private @Nullable Response quickly(KeyRequest request, Operation operation, String key, byte[] body) {
        Caller caller = callers.known(request.authorization());
        String instance = request.instance();
        if (caller == null || instance == null) {
            return null;
        }
        Asked asked =
                new Asked(caller, operation, instance, key, request.keyRing(), request.sourceAccount(), request.path());
        try (Ready ready = hot.ready(asked)) {
            if (ready == null) {
                return null;
            }
            List<Item> items = BatchBody.read(operation, body);
            try {
                List<Outcome> outcomes = batches.quickly(ready, items);
                return outcomes == null ? null : ok(outcomes);
            } finally {
                items.forEach(BatchResource::close);
            }
        } catch (RefusedException | ProblemException e) {
            return null;
        }
    }

    static Response ok(List<Outcome> outcomes) {
        try {
            byte[] bytes = WrapWriter.all(outcomes);
            return Response.ok(new WipedAnswer(bytes), MediaType.APPLICATION_JSON_TYPE)
                    .header(HttpHeaders.CONTENT_LENGTH, bytes.length)
                    .build();
        } finally {
            outcomes.forEach(Batches::close);
        }
    }

    private static void close(Item item) {
        if (item instanceof Item.Wrap wrap) {
            wrap.close();
        }
    }
}
