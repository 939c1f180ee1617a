package io.claviger.masters.api;

import io.claviger.masters.cluster.Cluster;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Terraform asks for load balancers whenever it reads a cluster; there are none (clusters-api.md 1.8). */
@Path("/global/v2/alb")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AlbPaths {

    private final Calls calls;

    AlbPaths(Calls calls) {
        this.calls = calls;
    }

    @GET
    @Path("/getClusterAlbs")
    public Map<String, Object> of(@Context HttpHeaders headers, @QueryParam("cluster") @Nullable String nameOrId) {
        Cluster cluster = calls.cluster(calls.begin(headers), nameOrId).cluster();
        return Map.of("id", cluster.id().value(), "region", cluster.region(), "alb", List.of());
    }
}
