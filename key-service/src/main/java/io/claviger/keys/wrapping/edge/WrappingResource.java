package io.claviger.keys.wrapping.edge;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.custody.Base64Secret;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.edge.Payload;
import io.claviger.keys.wire.Answers;
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

    /** Any data key and most small secrets; the contract leaves the limit open (3.3). */
    static final int LARGEST_PLAINTEXT = 65_536;

    private final Calls calls;
    private final Wrapping wrapping;

    WrappingResource(Calls calls, Wrapping wrapping) {
        this.calls = calls;
        this.wrapping = wrapping;
    }

    record WrapBody(
            @Nullable Base64Secret plaintext, @Nullable List<@Nullable String> aad) {}

    record UnwrapBody(@Nullable String ciphertext, @Nullable List<@Nullable String> aad) {}

    @POST
    @Path("{key}/actions/wrap")
    public Response wrap(@BeanParam KeyRequest request, @PathParam("key") String key, byte[] body) {
        return calls.answer(request, Operation.WRAP, key, call -> {
            WrapBody wanted = JsonBody.readOptional(body, WrapBody.class);
            List<String> aad = AdditionalData.of(wanted == null ? null : wanted.aad());
            try (SecretBytes plaintext = Payload.decode("plaintext", wanted == null ? null : wanted.plaintext())) {
                if (plaintext != null && plaintext.length() > LARGEST_PLAINTEXT) {
                    throw tooLarge();
                }
                try (Wrapped fresh = wrapping.wrap(call, key, plaintext, aad)) {
                    return Answers.json(200, WrapJson.of(fresh));
                }
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

    static RuntimeException tooLarge() {
        return Refusal.field("plaintext", "The field 'plaintext' may hold at most " + LARGEST_PLAINTEXT + " bytes.")
                .asException();
    }
}
