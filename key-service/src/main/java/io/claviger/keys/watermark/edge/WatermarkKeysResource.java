package io.claviger.keys.watermark.edge;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.watermark.WatermarkKeys;
import io.claviger.keys.wire.Answers;
import io.claviger.keys.wire.KeyProtectDialect;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.web.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Our own extension: public keys of the watermarks, as a JWK set (RFC 7517, RFC 8037). A consumer trusts a watermark because
 * key-service itself has told it the key here. Public; any valid token will do.
 */
@Path("/claviger/v1/keys/watermark-keys")
@RunOnVirtualThread
public class WatermarkKeysResource {

    private final Callers callers;
    private final WatermarkKeys keys;
    private final ObjectMapper json;

    WatermarkKeysResource(Callers callers, WatermarkKeys keys, ObjectMapper json) {
        this.callers = callers;
        this.keys = keys;
        this.json = json;
    }

    record Jwk(
            @JsonProperty("kty") String type,
            @JsonProperty("crv") String curve,
            @JsonProperty("kid") String id,
            @JsonProperty("use") String use,
            @JsonProperty("alg") String algorithm,
            @JsonProperty("x") String x) {}

    @GET
    public Response keys(@HeaderParam("Authorization") @Nullable String authorization) throws JsonProcessingException {
        try {
            callers.require(authorization);
        } catch (ProblemException e) {
            return Answers.refusal(
                    Operation.READ_STATES, KeyProtectDialect.refusal(e.problem(), Operation.READ_STATES));
        }
        List<Jwk> set = keys.all().stream()
                .map(key -> new Jwk("OKP", "Ed25519", key.id(), "sig", "EdDSA", key.publicKey()))
                .toList();
        return Response.ok(json.writeValueAsBytes(Map.of("keys", set)), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }
}
