package io.claviger.masters.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.events.PoolOrder;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.crn.Crn;
import io.claviger.kit.web.Correlation;
import io.claviger.kit.web.JsonBody;
import io.claviger.masters.access.Access;
import io.claviger.masters.access.KeyPermissions;
import io.claviger.masters.access.Recorded;
import io.claviger.masters.access.Role;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.cluster.Provider;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.lifecycle.ClusterDeletion;
import io.claviger.masters.lifecycle.ClusterOrder;
import io.claviger.masters.lifecycle.ClusterOrders;
import io.claviger.masters.refusal.ClusterFault;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Ordering and deleting clusters (clusters-api.md 1.3). */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ClusterWrites {

    private final Calls calls;
    private final ClusterOrders orders;
    private final ClusterDeletion deletion;
    private final KeyPermissions permissions;
    private final Recorded recorded;

    ClusterWrites(
            Calls calls,
            ClusterOrders orders,
            ClusterDeletion deletion,
            KeyPermissions permissions,
            Recorded recorded) {
        this.calls = calls;
        this.orders = orders;
        this.deletion = deletion;
        this.permissions = permissions;
        this.recorded = recorded;
    }

    @POST
    @Path("/v2/vpc/createCluster")
    public Response createVpc(@Context HttpHeaders headers, byte @Nullable [] body) {
        ClusterId id = place(headers, call -> {
            ClusterOrder order = VpcOrders.read(
                    JsonBody.read(body, VpcOrderBody.class),
                    call.account(),
                    ResourceGroups.orDefault(call.resourceGroup(), call.account()));
            requireKey(call, order);
            return order;
        });
        return Response.status(Response.Status.CREATED)
                .entity(Map.of("clusterID", id.value(), "messages", List.of(), "non_critical_errors", noErrors()))
                .build();
    }

    @POST
    @Path("/v1/clusters")
    public Response createClassic(@Context HttpHeaders headers, byte @Nullable [] body) {
        ClusterId id = place(headers, call -> {
            ClassicOrderBody order = JsonBody.read(body, ClassicOrderBody.class);
            OtherOrders.refuseEncryption(JsonBody.read(body, JsonNode.class), Provider.CLASSIC);
            return OtherOrders.classic(
                    order, call.account(), ResourceGroups.orDefault(call.resourceGroup(), call.account()));
        });
        return created(id);
    }

    @POST
    @Path("/v2/satellite/createCluster")
    public Response createSatellite(@Context HttpHeaders headers, byte @Nullable [] body) {
        ClusterId id = place(headers, call -> {
            SatelliteOrderBody order = JsonBody.read(body, SatelliteOrderBody.class);
            OtherOrders.refuseEncryption(JsonBody.read(body, JsonNode.class), Provider.SATELLITE);
            return OtherOrders.satellite(
                    order, call.account(), ResourceGroups.orDefault(call.resourceGroup(), call.account()));
        });
        return created(id);
    }

    private static Response created(ClusterId id) {
        return Response.status(Response.Status.CREATED)
                .entity(Map.of("id", id.value(), "non_critical_errors", noErrors()))
                .build();
    }

    /** An order is taken whole or not at all, so that clients which look for such errors find none. */
    private static Map<String, Object> noErrors() {
        return Map.of("incidentID", Correlation.currentOrNew(), "items", List.of());
    }

    /** All providers. Storage that belongs to the cluster is none, so {@code deleteResources} makes no difference. */
    @DELETE
    @Path("/v1/clusters/{cluster}")
    public Response delete(
            @Context HttpHeaders headers,
            @PathParam("cluster") String cluster,
            @QueryParam("deleteResources") @Nullable String deleteResources) {
        Call call = calls.begin(headers);
        ClusterStanding standing = calls.cluster(call, cluster);
        Activity attempt = ClusterReads.about("cluster.delete", standing.cluster());
        recorded.change(call.caller(), attempt, () -> {
            Access.require(call.caller(), Role.ADMINISTRATOR);
            if (!Set.of("", "true", "false").contains(Calls.text(deleteResources))) {
                throw ClusterFault.MALFORMED.because("The query parameter 'deleteResources' must be true or false.");
            }
            deletion.order(call.caller(), standing.cluster().id(), attempt);
            return standing;
        });
        return Response.noContent().build();
    }

    /** A default pool under a root key needs what any pool under one needs (clusters-api.md 4.3, P2). */
    private void requireKey(Call call, ClusterOrder order) {
        PoolOrder pool = order.defaultPool();
        PoolOrder.VolumeEncryption encryption = pool == null ? null : pool.encryption();
        if (encryption != null) {
            KeyPermissions.requireReader(call.caller());
            permissions.requireDelegated(
                    VpcOrders.keyAccount(order).orElse(call.account()),
                    encryption.kmsInstanceID(),
                    encryption.workerVolumeCRKID(),
                    call.account());
        }
    }

    private ClusterId place(HttpHeaders headers, Function<Call, ClusterOrder> read) {
        Call call = calls.begin(headers);
        Activity attempt = Activity.of(
                "containers-kubernetes.cluster.create",
                Crn.cluster("", call.account(), "").toString(),
                "cluster",
                "containers-kubernetes/cluster");
        return recorded.change(call.caller(), attempt, () -> {
            Access.require(call.caller(), Role.ADMINISTRATOR);
            return orders.place(call.caller(), read.apply(call), attempt);
        });
    }
}
