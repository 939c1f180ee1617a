package io.claviger.masters.api;

import io.claviger.kit.activity.Activity;
import io.claviger.kit.crn.Crn;
import io.claviger.kit.web.JsonBody;
import io.claviger.masters.access.Recorded;
import io.claviger.masters.clientcert.ClientAuthority;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.kubeconfig.KubeconfigFormat;
import io.claviger.masters.kubeconfig.Kubeconfigs;
import io.claviger.masters.kubeconfig.Login;
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

/**
 * Kubeconfigs (clusters-api.md 1.7). They hold the caller's own token or, for {@code admin}, a certificate that says the same as
 * the token and ends when it does: automation takes it without talking to IAM, and gets no right by it that it had not.
 */
@Path("/global")
@RunOnVirtualThread
public class KubeconfigPaths {

    private final Calls calls;
    private final Kubeconfigs kubeconfigs;
    private final ClientAuthority authority;
    private final Recorded recorded;

    KubeconfigPaths(Calls calls, Kubeconfigs kubeconfigs, ClientAuthority authority, Recorded recorded) {
        this.calls = calls;
        this.kubeconfigs = kubeconfigs;
        this.authority = authority;
        this.recorded = recorded;
    }

    record ApplyBody(
            @Nullable String cluster,
            @Nullable String format,
            @Nullable Boolean admin) {}

    /** @param inFolder whether a zip has a folder in it */
    private record Wanted(@Nullable String cluster, String format, boolean admin, boolean inFolder) {}

    @GET
    @Path("/v2/getKubeconfig")
    public Response get(
            @Context HttpHeaders headers,
            @QueryParam("cluster") @Nullable String cluster,
            @QueryParam("format") @Nullable String format,
            @QueryParam("admin") @Nullable String admin) {
        calls.begin(headers);
        return answer(headers, new Wanted(cluster, Calls.text(format), Fields.flag("admin", admin), false));
    }

    @POST
    @Path("/v2/applyRBACAndGetKubeconfig")
    public Response apply(@Context HttpHeaders headers, byte @Nullable [] json) {
        calls.begin(headers);
        ApplyBody body = JsonBody.read(json, ApplyBody.class);
        boolean admin = Boolean.TRUE.equals(body.admin());
        return answer(headers, new Wanted(body.cluster(), Calls.text(body.format()), admin, false));
    }

    @GET
    @Path("/v1/clusters/{cluster}/config")
    public Response v1(
            @Context HttpHeaders headers,
            @PathParam("cluster") String cluster,
            @QueryParam("format") @Nullable String format) {
        return answer(headers, new Wanted(cluster, Calls.text(format), false, true));
    }

    @GET
    @Path("/v1/clusters/{cluster}/config/admin")
    public Response v1Admin(
            @Context HttpHeaders headers,
            @PathParam("cluster") String cluster,
            @QueryParam("format") @Nullable String format) {
        return answer(headers, new Wanted(cluster, Calls.text(format), true, true));
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

    private Response answer(HttpHeaders headers, Wanted wanted) {
        Call call = calls.begin(headers);
        ClusterStanding standing = calls.cluster(call, wanted.cluster());
        Activity attempt =
                ClusterReads.about("cluster.config", standing.cluster()).request("admin", wanted.admin());
        return recorded.read(call.caller(), attempt, () -> {
            KubeconfigFormat format = format(wanted);
            try (Login login = login(headers, call, standing, wanted)) {
                return answer(
                        standing, format, kubeconfigs.write(standing, call.caller(), login, format, wanted.inFolder()));
            }
        });
    }

    private static KubeconfigFormat format(Wanted wanted) {
        if (wanted.format().isEmpty()) {
            return wanted.inFolder() ? KubeconfigFormat.ZIP : KubeconfigFormat.YAML;
        }
        return KubeconfigFormat.parse(wanted.format())
                .orElseThrow(() -> Fields.bad("format", "must be yaml, json or zip"));
    }

    /** A service works in the clusters of every account, which no certificate says of anybody: it keeps to its token. */
    private Login login(HttpHeaders headers, Call call, ClusterStanding standing, Wanted wanted) {
        if (!wanted.admin() || !authority.isThere() || call.caller().isService()) {
            return kubeconfigs.token(call.token());
        }
        Crn cluster = Crn.parse(standing.cluster().crn()).orElseThrow();
        return new Login.Certificate(authority.issue(call.caller(), cluster, calls.end(headers)));
    }

    private static Response answer(ClusterStanding standing, KubeconfigFormat format, byte[] content) {
        Response.ResponseBuilder response = Response.ok(content).type(format.mediaType());
        // It holds a token, or a private key.
        response.header(HttpHeaders.CACHE_CONTROL, "no-store");
        if (format == KubeconfigFormat.ZIP) {
            response.header(
                    HttpHeaders.CONTENT_DISPOSITION,
                    "attachment; filename=\"kubeConfig-" + standing.cluster().id() + ".zip\"");
        }
        return response.build();
    }
}
