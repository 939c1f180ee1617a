package io.claviger.masters.api;

import io.claviger.kit.activity.Activity;
import io.claviger.kit.web.JsonBody;
import io.claviger.masters.access.Access;
import io.claviger.masters.access.Recorded;
import io.claviger.masters.access.Role;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.lifecycle.AutoUpdates;
import io.claviger.masters.refusal.ClusterFault;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** What can be turned on and off of a master (clusters-api.md 1.3.1). */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class MasterOptionPaths {

    private final Calls calls;
    private final AutoUpdates autoUpdates;
    private final Recorded recorded;

    MasterOptionPaths(Calls calls, AutoUpdates autoUpdates, Recorded recorded) {
        this.calls = calls;
        this.autoUpdates = autoUpdates;
        this.recorded = recorded;
    }

    record AutoUpdateBody(
            @Nullable String cluster, @Nullable Boolean autoUpdate) {}

    record OfClusterBody(@Nullable String cluster) {}

    @POST
    @Path("/v2/autoUpdateMaster")
    public Response autoUpdate(@Context HttpHeaders headers, byte @Nullable [] json) {
        Call call = calls.begin(headers);
        Access.require(call.caller(), Role.VIEWER);
        AutoUpdateBody body = JsonBody.read(json, AutoUpdateBody.class);
        Cluster cluster = calls.cluster(call, body.cluster()).cluster();
        Activity attempt =
                ClusterReads.about("cluster-master-autoupdate.set", cluster).status(204);
        recorded.change(call.caller(), attempt, () -> {
            Access.require(call.caller(), Role.OPERATOR);
            Boolean wanted = body.autoUpdate();
            if (wanted == null) {
                throw Fields.bad("autoUpdate", "must be true or false");
            }
            autoUpdates.set(call.caller(), cluster.id(), wanted, attempt);
            return cluster;
        });
        return Response.noContent().build();
    }

    /** Nothing here runs containers, so nothing could enforce what their images must be: it is off, and stays so. */
    @POST
    @Path("/v2/{change: enable|disable}ImageSecurity")
    public Response imageSecurity(
            @Context HttpHeaders headers, @PathParam("change") String change, byte @Nullable [] json) {
        Call call = calls.begin(headers);
        Access.require(call.caller(), Role.VIEWER);
        OfClusterBody body = JsonBody.read(json, OfClusterBody.class);
        Cluster cluster = calls.cluster(call, body.cluster()).cluster();
        Access.require(call.caller(), Role.ADMINISTRATOR);
        if (change.equals("enable")) {
            throw ClusterFault.NOT_OFFERED.because(
                    "Image security enforcement is not offered: neither cluster '%s' nor any other here runs containers that could be held to it."
                            .formatted(cluster.name()));
        }
        return Response.noContent().build();
    }
}
