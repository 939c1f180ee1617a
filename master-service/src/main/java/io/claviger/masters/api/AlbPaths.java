package io.claviger.masters.api;

import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.LifeCycle;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Terraform asks for load balancers whenever it reads a cluster, for one on classic infrastructure at the older path; there are
 * none (clusters-api.md 1.8).
 */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AlbPaths {

    private final Calls calls;

    AlbPaths(Calls calls) {
        this.calls = calls;
    }

    @GET
    @Path("/v2/alb/getClusterAlbs")
    public Map<String, Object> v2(@Context HttpHeaders headers, @QueryParam("cluster") @Nullable String nameOrId) {
        return none(headers, nameOrId);
    }

    @GET
    @Path("/v1/alb/clusters/{cluster}")
    public Map<String, Object> v1(@Context HttpHeaders headers, @PathParam("cluster") String nameOrId) {
        return none(headers, nameOrId);
    }

    private Map<String, Object> none(HttpHeaders headers, @Nullable String nameOrId) {
        Cluster cluster = calls.cluster(calls.begin(headers), nameOrId).cluster();
        boolean deployed = cluster.lifeCycle() == LifeCycle.DEPLOYED;
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", cluster.id().value());
        view.put("region", cluster.region());
        view.put("dataCenter", ClusterView.dataCenter(cluster));
        view.put("isPaid", true);
        view.put("ingressHostname", deployed ? ClusterView.ingressHost(cluster) : "");
        view.put("ingressSecretName", deployed ? cluster.name() : "");
        view.put("alb", List.of());
        return view;
    }
}
