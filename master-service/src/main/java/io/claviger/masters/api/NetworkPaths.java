package io.claviger.masters.api;

import io.claviger.kit.activity.Activity;
import io.claviger.kit.web.JsonBody;
import io.claviger.masters.access.Access;
import io.claviger.masters.access.Recorded;
import io.claviger.masters.access.Role;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.Provider;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What terraform changes about the network of a cluster on VPC (clusters-api.md 1.8). Workers here have none, so an order is
 * checked and recorded, and nothing comes of it.
 */
@Path("/global/network/v2")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class NetworkPaths {

    private static final Set<String> OPERATIONS = Set.of("enable-outbound-protection", "disable-outbound-protection");

    private final Calls calls;
    private final Recorded recorded;

    NetworkPaths(Calls calls, Recorded recorded) {
        this.calls = calls;
        this.recorded = recorded;
    }

    record OutboundBody(@Nullable String cluster, @Nullable String operation) {}

    record SecureByDefaultBody(
            @Nullable String cluster, @Nullable Boolean disableOutboundTrafficProtection) {}

    @POST
    @Path("/outbound-traffic-protection")
    public Response outbound(@Context HttpHeaders headers, byte @Nullable [] json) {
        Call call = begin(headers);
        OutboundBody body = JsonBody.read(json, OutboundBody.class);
        Cluster cluster = calls.cluster(call, body.cluster()).cluster();
        String operation = Calls.text(body.operation());
        return change(call, cluster, ClusterReads.about("cluster-outbound-protection.set", cluster), () -> {
            if (!OPERATIONS.contains(operation)) {
                throw Fields.bad("operation", "must be 'enable-outbound-protection' or 'disable-outbound-protection'");
            }
        });
    }

    @POST
    @Path("/secure-by-default/enable")
    public Response secureByDefault(@Context HttpHeaders headers, byte @Nullable [] json) {
        Call call = begin(headers);
        SecureByDefaultBody body = JsonBody.read(json, SecureByDefaultBody.class);
        Cluster cluster = calls.cluster(call, body.cluster()).cluster();
        return change(call, cluster, ClusterReads.about("cluster-secure-by-default.enable", cluster), () -> {});
    }

    private Call begin(HttpHeaders headers) {
        Call call = calls.begin(headers);
        Access.require(call.caller(), Role.VIEWER);
        return call;
    }

    private Response change(Call call, Cluster cluster, Activity attempt, Runnable check) {
        recorded.read(call.caller(), attempt.status(204), () -> {
            Access.require(call.caller(), Role.OPERATOR);
            if (cluster.provider() != Provider.VPC) {
                throw Fields.bad("cluster", "names a cluster that is not on VPC");
            }
            check.run();
            return cluster;
        });
        return Response.noContent().build();
    }
}
