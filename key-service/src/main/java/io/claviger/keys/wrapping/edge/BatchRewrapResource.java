package io.claviger.keys.wrapping.edge;

import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.wire.Answers;
import io.claviger.keys.wrapping.Wrapping;
import io.claviger.keys.wrapping.rules.AdditionalData;
import io.claviger.kit.web.JsonBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our own extension: many rewraps in one call, for jobs that follow a rotation with thousands of data keys. */
@Path("/claviger/v1/keys")
@RunOnVirtualThread
public class BatchRewrapResource {

    private static final int MOST = 1000;

    private final Calls calls;
    private final Wrapping wrapping;

    BatchRewrapResource(Calls calls, Wrapping wrapping) {
        this.calls = calls;
        this.wrapping = wrapping;
    }

    record BatchBody(@Nullable List<@Nullable ItemBody> items) {}

    record ItemBody(@Nullable String ciphertext, @Nullable List<@Nullable String> aad) {}

    @POST
    @Path("{key}/actions/rewrap")
    public Response rewrap(@BeanParam KeyRequest request, @PathParam("key") String key, byte[] body) {
        return calls.answer(request, Operation.REWRAP, key, call -> {
            List<@Nullable ItemBody> items =
                    JsonBody.read(body, BatchBody.class).items();
            if (items == null || items.size() > MOST) {
                throw Refusal.field("items", "The field 'items' is required: at most " + MOST + " ciphertexts.")
                        .asException();
            }
            List<Wrapping.Item> wanted =
                    items.stream().map(BatchRewrapResource::item).toList();
            List<Map<String, Object>> outcomes = wrapping.rewrapAll(call, key, wanted).stream()
                    .map(BatchRewrapResource::outcome)
                    .toList();
            return Answers.json(200, Map.of("items", outcomes));
        });
    }

    private static Wrapping.Item item(@Nullable ItemBody body) {
        return body == null
                ? new Wrapping.Item(null, List.of())
                : new Wrapping.Item(body.ciphertext(), AdditionalData.of(body.aad()));
    }

    private static Map<String, Object> outcome(Wrapping.ItemOutcome outcome) {
        if (outcome.rewrapped() != null) {
            return WrapJson.of(outcome.rewrapped());
        }
        Refusal refusal = outcome.refusal();
        if (refusal == null) {
            throw new IllegalStateException("an item of a batch had no outcome");
        }
        return Map.of("error", Map.of("code", refusal.code(), "message", refusal.message()));
    }
}
