package io.claviger.masters.api;

import io.claviger.kit.activity.Activity;
import io.claviger.kit.web.JsonBody;
import io.claviger.masters.access.Recorded;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.kubeconfig.KubeconfigFormat;
import io.claviger.masters.kubeconfig.Kubeconfigs;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Kubeconfigs (clusters-api.md 1.7). The token in them is the caller's own, so they end when it does. */
@Path("/global")
@RunOnVirtualThread
public class KubeconfigPaths {

    private final Calls calls;
    private final Kubeconfigs kubeconfigs;
    private final Recorded recorded;

    KubeconfigPaths(Calls calls, Kubeconfigs kubeconfigs, Recorded recorded) {
        this.calls = calls;
        this.kubeconfigs = kubeconfigs;
        this.recorded = recorded;
    }

    record ApplyBody(@Nullable String cluster, @Nullable String format) {}

    @GET
    @Path("/v2/getKubeconfig")
    public Response get(
            @Context HttpHeaders headers,
            @QueryParam("cluster") @Nullable String cluster,
            @QueryParam("format") @Nullable String format) {
        return answer(headers, cluster, format, KubeconfigFormat.YAML, false);
    }

    @POST
    @Path("/v2/applyRBACAndGetKubeconfig")
    public Response apply(@Context HttpHeaders headers, byte @Nullable [] json) {
        calls.begin(headers);
        ApplyBody body = JsonBody.read(json, ApplyBody.class);
        return answer(headers, body.cluster(), body.format(), KubeconfigFormat.YAML, false);
    }

    @GET
    @Path("/v1/clusters/{cluster}/config")
    public Response v1(
            @Context HttpHeaders headers,
            @PathParam("cluster") String cluster,
            @QueryParam("format") @Nullable String format) {
        return answer(headers, cluster, format, KubeconfigFormat.ZIP, true);
    }

    /** The same as without {@code admin}: there are no client certificates here, the caller's roles decide. */
    @GET
    @Path("/v1/clusters/{cluster}/config/admin")
    public Response v1Admin(
            @Context HttpHeaders headers,
            @PathParam("cluster") String cluster,
            @QueryParam("format") @Nullable String format) {
        return answer(headers, cluster, format, KubeconfigFormat.ZIP, true);
    }

    /**
     * Roles are read from the token in every request, so they are always synchronized while the cluster can be reached. IBM's Go
     * client reads {@code error} as a boolean, and nothing of an answer where it is a text.
     */
    @GET
    @Path("/v2/getRBACStatus")
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> status(@Context HttpHeaders headers, @QueryParam("cluster") @Nullable String cluster) {
        Call call = calls.begin(headers);
        ClusterStanding standing = calls.cluster(call, cluster);
        return recorded.read(call.caller(), ClusterReads.about("cluster-rbac.status", standing.cluster()), () -> {
            Optional<String> obstacle = kubeconfigs.obstacle(standing);
            return Map.of(
                    "synchronized", obstacle.isEmpty(),
                    "error", obstacle.isPresent(),
                    "message", obstacle.orElse(""));
        });
    }

    private Response answer(
            HttpHeaders headers,
            @Nullable String cluster,
            @Nullable String wanted,
            KubeconfigFormat otherwise,
            boolean inFolder) {
        Call call = calls.begin(headers);
        ClusterStanding standing = calls.cluster(call, cluster);
        Activity attempt = ClusterReads.about("cluster.config", standing.cluster());
        return recorded.read(call.caller(), attempt, () -> {
            String name = Calls.text(wanted);
            KubeconfigFormat format = name.isEmpty()
                    ? otherwise
                    : KubeconfigFormat.parse(name).orElseThrow(() -> Fields.bad("format", "must be yaml, json or zip"));
            byte[] content = kubeconfigs.write(standing, call.caller(), call.token(), format, inFolder);
            Response.ResponseBuilder response = Response.ok(content).type(format.mediaType());
            // It holds a token.
            response.header(HttpHeaders.CACHE_CONTROL, "no-store");
            if (format == KubeconfigFormat.ZIP) {
                response.header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"kubeConfig-"
                                + standing.cluster().id() + ".zip\"");
            }
            return response.build();
        });
    }
}
