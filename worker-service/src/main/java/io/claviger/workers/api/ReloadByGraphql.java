package io.claviger.workers.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.web.JsonBody;
import io.claviger.workers.api.WorkerCommands.Found;
import io.claviger.workers.cluster.store.ClusterTable;
import io.claviger.workers.node.Worker;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Newer clients reload a worker by one GraphQL mutation, outside of the {@code /global} prefix (clusters-api.md 1.6). Only that
 * mutation is understood here; its id comes inline or as a variable.
 */
@Path("/graphql")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ReloadByGraphql {

    private static final String MUTATION = "reinitializeKubernetesNode";
    private static final Pattern INLINE_ID = Pattern.compile("\\bid\\s*:\\s*\"([^\"]+)\"");

    private final Access access;
    private final ClusterTable clusters;
    private final WorkerCommands commands;

    ReloadByGraphql(Access access, ClusterTable clusters, WorkerCommands commands) {
        this.access = access;
        this.clusters = clusters;
        this.commands = commands;
    }

    @POST
    public Map<String, Object> reload(@Context HttpHeaders headers, byte @Nullable [] body) {
        Caller caller = access.caller(headers);
        JsonNode asked = JsonBody.read(body, JsonNode.class);
        String query = asked.path("query").asText();
        String id = id(query, asked.path("variables"));
        commands.reload(caller, () -> found(caller, query, id));
        return Map.of("data", Map.of(MUTATION, Map.of("node", Map.of("id", Access.required("input.id", id)))));
    }

    private Found found(Caller caller, String query, @Nullable String id) {
        if (!query.contains(MUTATION)) {
            throw ApiError.BAD_PARAMETER.refusal("'query' must be the mutation " + MUTATION + ".");
        }
        String named = Access.required("input.id", id);
        access.requireOperator(caller);
        Worker worker = access.workerAnywhere(caller, named);
        return new Found(clusters.byId(worker.cluster()).orElseThrow(), worker);
    }

    private static @Nullable String id(String query, JsonNode variables) {
        for (String pointer : new String[] {"/input/id", "/id"}) {
            if (variables.at(pointer).isTextual()) {
                return variables.at(pointer).asText();
            }
        }
        Matcher inline = INLINE_ID.matcher(query);
        return inline.find() ? inline.group(1) : null;
    }
}
