package io.claviger.keys.wrapping.edge;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.wire.Answers;
import io.claviger.keys.wrapping.Batches.Item;
import io.claviger.keys.wrapping.Ciphertexts;
import io.claviger.keys.wrapping.Wrapping;
import io.claviger.keys.wrapping.rules.AdditionalData;
import io.claviger.keys.wrapping.rules.Wrapped;
import io.claviger.kit.web.JsonBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Uses of root keys. */
@Path("/api/v2/keys")
@RunOnVirtualThread
public class WrappingResource {

    private final Calls calls;
    private final Wrapping wrapping;

    WrappingResource(Calls calls, Wrapping wrapping) {
        this.calls = calls;
        this.wrapping = wrapping;
    }

    record UnwrapBody(
            @Nullable String ciphertext,

            @JsonDeserialize(contentUsing = StringDeserializer.class) @Nullable
            List<@Nullable String> aad) {}

    @POST
    @Path("{key}/actions/wrap")
    public Response wrap(@BeanParam KeyRequest request, @PathParam("key") String key, byte[] body) {
        return calls.answer(request, Operation.WRAP, key, call -> {
            WrapBody wanted = JsonBody.readOptional(body, WrapBody.class);
            try (Item.Wrap item = wanted == null ? new Item.Wrap(null, List.of()) : wanted.read();
                    Wrapped fresh = wrapping.wrap(call, key, item.dataKey(), item.aad())) {
                return Answers.json(200, WrapJson.of(fresh));
            }
        });
    }

    @POST
    @Path("{key}/actions/unwrap")
    public Response unwrap(@BeanParam KeyRequest request, @PathParam("key") String key, byte[] body) {
        return calls.answer(request, Operation.UNWRAP, key, call -> {
            UnwrapBody wanted = JsonBody.read(body, UnwrapBody.class);
            List<String> aad = AdditionalData.of(wanted.aad());
            try (Wrapped opened = wrapping.unwrap(call, key, Ciphertexts.read(wanted.ciphertext()), aad)) {
                return Answers.json(200, WrapJson.of(opened));
            }
        });
    }

    @POST
    @Path("{key}/actions/rewrap")
    public Response rewrap(@BeanParam KeyRequest request, @PathParam("key") String key, byte[] body) {
        return calls.answer(request, Operation.REWRAP, key, call -> {
            UnwrapBody wanted = JsonBody.read(body, UnwrapBody.class);
            List<String> aad = AdditionalData.of(wanted.aad());
            return Answers.json(
                    200, WrapJson.of(wrapping.rewrap(call, key, Ciphertexts.read(wanted.ciphertext()), aad)));
        });
    }
}
