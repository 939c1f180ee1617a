package io.claviger.masters.api;

import io.claviger.kit.activity.Activity;
import io.claviger.kit.web.JsonBody;
import io.claviger.masters.access.Access;
import io.claviger.masters.access.Recorded;
import io.claviger.masters.access.Role;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.lifecycle.MasterUpkeep;
import io.claviger.masters.version.ClusterVersion;
import io.claviger.masters.version.OfferedVersions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Updating and refreshing masters, of every provider (clusters-api.md 1.3.1). */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class MasterPaths {

    private final Calls calls;
    private final MasterUpkeep upkeep;
    private final Recorded recorded;

    MasterPaths(Calls calls, MasterUpkeep upkeep, Recorded recorded) {
        this.calls = calls;
        this.upkeep = upkeep;
        this.recorded = recorded;
    }

    /** @param force is taken and makes no difference: nothing that it would override is refused */
    record ActionBody(
            @Nullable String action,
            @Nullable Boolean force,
            @Nullable String version) {}

    record UpdateBody(
            @Nullable String cluster,
            @Nullable Boolean force,
            @Nullable String version) {}

    record RefreshBody(@Nullable String cluster) {}

    @PUT
    @Path("/v1/clusters/{cluster}")
    public Response updateV1(
            @Context HttpHeaders headers, @PathParam("cluster") String cluster, byte @Nullable [] json) {
        Call call = calls.begin(headers);
        Cluster found = calls.cluster(call, cluster).cluster();
        ActionBody body = JsonBody.read(json, ActionBody.class);
        requireAction("update", body);
        return update(call, found, body.version());
    }

    @PUT
    @Path("/v1/clusters/{cluster}/masters")
    public Response refreshV1(
            @Context HttpHeaders headers, @PathParam("cluster") String cluster, byte @Nullable [] json) {
        Call call = calls.begin(headers);
        Cluster found = calls.cluster(call, cluster).cluster();
        requireAction("refresh", JsonBody.read(json, ActionBody.class));
        return refresh(call, found);
    }

    @POST
    @Path("/v2/updateMaster")
    public Response updateV2(@Context HttpHeaders headers, byte @Nullable [] json) {
        Call call = calls.begin(headers);
        Access.require(call.caller(), Role.VIEWER);
        UpdateBody body = JsonBody.read(json, UpdateBody.class);
        return update(call, calls.cluster(call, body.cluster()).cluster(), body.version());
    }

    @POST
    @Path("/v2/refreshMaster")
    public Response refreshV2(@Context HttpHeaders headers, byte @Nullable [] json) {
        Call call = calls.begin(headers);
        Access.require(call.caller(), Role.VIEWER);
        RefreshBody body = JsonBody.read(json, RefreshBody.class);
        return refresh(call, calls.cluster(call, body.cluster()).cluster());
    }

    private Response update(Call call, Cluster cluster, @Nullable String version) {
        Activity attempt = ClusterReads.about("cluster-master.update", cluster).status(204);
        recorded.change(call.caller(), attempt, () -> {
            Access.require(call.caller(), Role.OPERATOR);
            upkeep.update(call.caller(), cluster.id(), wanted(cluster, version), attempt);
            return cluster;
        });
        return Response.noContent().build();
    }

    private Response refresh(Call call, Cluster cluster) {
        Activity attempt = ClusterReads.about("cluster-master.refresh", cluster).status(204);
        recorded.change(call.caller(), attempt, () -> {
            Access.require(call.caller(), Role.OPERATOR);
            upkeep.refresh(call.caller(), cluster.id(), attempt);
            return cluster;
        });
        return Response.noContent().build();
    }

    /** As in an order; a version without its type is of the cluster's. */
    private static ClusterVersion wanted(Cluster cluster, @Nullable String version) {
        String named = Calls.text(version);
        if (named.isEmpty()) {
            return OfferedVersions.usual(cluster.version());
        }
        boolean untyped = cluster.version().openshift() && !named.endsWith("_openshift");
        return Fields.version("version", untyped ? named + "_openshift" : named);
    }

    private static void requireAction(String only, ActionBody body) {
        if (!only.equals(Fields.required("action", body.action()))) {
            throw Fields.bad("action", "must be '" + only + "'");
        }
    }
}
