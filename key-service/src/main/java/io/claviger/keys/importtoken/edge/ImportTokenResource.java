package io.claviger.keys.importtoken.edge;

import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.importtoken.ImportTokens;
import io.claviger.keys.importtoken.rules.ImportToken;
import io.claviger.keys.importtoken.rules.TokenOrder;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.wire.Answers;
import io.claviger.kit.web.JsonBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The instance's import token. Both answers are flat and 200 (key-protect-api.md 5.4). */
@Path("/api/v2/import_token")
@RunOnVirtualThread
public class ImportTokenResource {

    private final Calls calls;
    private final ImportTokens tokens;

    ImportTokenResource(Calls calls, ImportTokens tokens) {
        this.calls = calls;
        this.tokens = tokens;
    }

    /** IBM's Java client writes both numbers as {@code 600.0}. */
    record TokenBody(@Nullable Double expiration, @Nullable Double maxAllowedRetrievals) {}

    @POST
    public Response create(@BeanParam KeyRequest request, byte[] body) {
        return calls.answer(request, Operation.CREATE_IMPORT_TOKEN, null, call -> {
            TokenBody wanted = JsonBody.readOptional(body, TokenBody.class);
            TokenOrder order = wanted == null
                    ? TokenOrder.of(null, null)
                    : TokenOrder.of(wanted.expiration(), wanted.maxAllowedRetrievals());
            return Answers.json(200, json(tokens.create(call, order)));
        });
    }

    @GET
    public Response retrieve(@BeanParam KeyRequest request) {
        return calls.answer(request, Operation.READ_IMPORT_TOKEN, null, call -> {
            ImportTokens.Retrieved retrieved = tokens.retrieve(call);
            Map<String, Object> json = json(retrieved.token());
            byte[] pem = retrieved.token().publicKeyPem().getBytes(StandardCharsets.US_ASCII);
            json.put("payload", Base64.getEncoder().encodeToString(pem));
            json.put("nonce", retrieved.nonce());
            return Answers.json(200, json);
        });
    }

    private static Map<String, Object> json(ImportToken token) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", token.id().toString());
        json.put("creationDate", token.createdAt());
        json.put("expirationDate", token.expiresAt());
        json.put("maxAllowedRetrievals", token.maxAllowedRetrievals());
        json.put("remainingRetrievals", token.remainingRetrievals());
        return json;
    }
}
