package io.claviger.keys.rootkey.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.refusal.RefusedException;
import io.claviger.keys.rootkey.KeyStates;
import io.claviger.keys.wire.Answers;
import io.claviger.keys.wire.KeyProtectDialect;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.web.JsonBody;
import io.claviger.kit.web.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Our own extension: the states of many keys, with the fraction of a second that events carry too. */
@Path("/claviger/v1/keys/states")
@RunOnVirtualThread
public class KeyStatesResource {

    private static final int MOST = 1000;

    private final Callers callers;
    private final KeyStates states;
    private final ObjectMapper json;

    KeyStatesResource(Callers callers, KeyStates states, ObjectMapper json) {
        this.callers = callers;
        this.states = states;
        this.json = json;
    }

    record StatesBody(@Nullable List<@Nullable String> keys) {}

    @POST
    public Response states(@HeaderParam("Authorization") @Nullable String authorization, byte[] body)
            throws JsonProcessingException {
        try {
            Caller caller = callers.require(authorization);
            List<String> crns = crns(body);
            if (!caller.has("kms", Operation.READ_STATES.roleNames())) {
                throw Refusal.unauthorized("This needs a role that reads key metadata.")
                        .asException();
            }
            List<Object> answer = states.of(caller, crns).entrySet().stream()
                    .map(entry -> entry.getValue()
                            .<Object>map(snapshot -> snapshot)
                            .orElseGet(() -> Map.of("crn", entry.getKey(), "unknown", true)))
                    .toList();
            return Response.ok(json.writeValueAsBytes(Map.of("keys", answer)), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        } catch (RefusedException e) {
            return Answers.refusal(Operation.READ_STATES, e.refusal());
        } catch (ProblemException e) {
            return Answers.refusal(
                    Operation.READ_STATES, KeyProtectDialect.refusal(e.problem(), Operation.READ_STATES));
        }
    }

    private static List<String> crns(byte[] body) {
        List<@Nullable String> keys = JsonBody.read(body, StatesBody.class).keys();
        if (keys == null || keys.size() > MOST || keys.stream().anyMatch(Objects::isNull)) {
            throw Refusal.field("keys", "The field 'keys' is required: at most " + MOST + " CRNs of keys.")
                    .asException();
        }
        return keys.stream().map(Objects::requireNonNull).toList();
    }
}
