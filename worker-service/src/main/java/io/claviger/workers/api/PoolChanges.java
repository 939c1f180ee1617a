package io.claviger.workers.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.web.JsonBody;
import io.claviger.workers.api.Recorded.Done;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.fleet.PoolOrders;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.PoolState;
import io.claviger.workers.pool.Zone;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a pool: size, zones, labels, taints, operating system (clusters-api.md 1.5). Its encryption is not among them: whoever tries is told
 * so (S132, K0014).
 */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PoolChanges {

    private static final String RESIZE = "cluster-worker-pool.resize";
    private static final String REBALANCE = "cluster-worker-pool.rebalance";

    private static final Pattern OPERATING_SYSTEM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Access access;
    private final Recorded recorded;
    private final PoolOrders orders;

    PoolChanges(Access access, Recorded recorded, PoolOrders orders) {
        this.access = access;
        this.recorded = recorded;
        this.orders = orders;
    }

    /** The bodies of all changes in one; each endpoint reads its own fields. The pool is named in four ways on this wire. */
    record Change(
            @Nullable String cluster,

            @JsonAlias({"workerPoolID", "workerPool", "pool"}) @Nullable
            String workerpool,

            @Nullable Integer size,
            @Nullable Integer sizePerZone,
            @Nullable String state,
            @Nullable String id,
            @Nullable String subnetID,
            @Nullable String zone,
            @Nullable Map<String, @Nullable String> labels,
            @Nullable Map<String, @Nullable String> taints,
            @Nullable String operatingSystem,
            @Nullable Object workerVolumeEncryption) {}

    private record Found(KnownCluster cluster, Pool pool) {}

    @POST
    @Path("/v2/resizeWorkerPool")
    public Response resize(@Context HttpHeaders headers, byte @Nullable [] body) {
        Change asked = read(headers, body);
        return run(headers, RESIZE, asked, found -> resize(found, "size", asked.size()));
    }

    @POST
    @Path("/v2/rebalanceWorkerPool")
    public Response rebalance(@Context HttpHeaders headers, byte @Nullable [] body) {
        Change asked = read(headers, body);
        return run(headers, REBALANCE, asked, this::rebalance);
    }

    @POST
    @Path("/v2/{scope:(vpc/|satellite/)?}createWorkerPoolZone")
    public Response addZone(@Context HttpHeaders headers, byte @Nullable [] body) {
        Change asked = read(headers, body);
        return run(headers, RESIZE, asked, found -> addZone(found, asked));
    }

    @POST
    @Path("/v1/clusters/{cluster}/workerpools/{pool}/zones")
    public Response addZoneV1(
            @Context HttpHeaders headers,
            @PathParam("cluster") String cluster,
            @PathParam("pool") String pool,
            byte @Nullable [] body) {
        Change asked = read(headers, body);
        return run(headers, RESIZE, asked, cluster, pool, found -> addZone(found, asked));
    }

    @POST
    @Path("/v2/removeWorkerPoolZone")
    public Response removeZone(@Context HttpHeaders headers, byte @Nullable [] body) {
        Change asked = read(headers, body);
        return run(headers, RESIZE, asked, found -> removeZone(found, asked.zone()));
    }

    @DELETE
    @Path("/v1/clusters/{cluster}/workerpools/{pool}/zones/{zone}")
    public Response removeZoneV1(
            @Context HttpHeaders headers,
            @PathParam("cluster") String cluster,
            @PathParam("pool") String pool,
            @PathParam("zone") String zone) {
        return run(headers, RESIZE, null, cluster, pool, found -> removeZone(found, zone));
    }

    @POST
    @Path("/v2/setWorkerPoolLabels")
    public Response setLabels(@Context HttpHeaders headers, byte @Nullable [] body) {
        Change asked = read(headers, body);
        return run(
                headers,
                RESIZE,
                asked,
                found -> orders.changeLabels(found.pool().id(), CreatePoolBody.texts("labels", asked.labels())));
    }

    /** Terraform posts this after every creation, with taints or without. */
    @POST
    @Path("/v2/setWorkerPoolTaints")
    public Response setTaints(@Context HttpHeaders headers, byte @Nullable [] body) {
        Change asked = read(headers, body);
        return run(
                headers,
                RESIZE,
                asked,
                found -> orders.changeTaints(found.pool().id(), CreatePoolBody.texts("taints", asked.taints())));
    }

    /** Workers show the pool's at once: they are no machines that would have to be built anew. */
    @POST
    @Path("/v2/setWorkerPoolOperatingSystem")
    public Response setOperatingSystem(@Context HttpHeaders headers, byte @Nullable [] body) {
        Change asked = read(headers, body);
        return run(
                headers,
                RESIZE,
                asked,
                asked.cluster(),
                asked.workerpool(),
                found -> orders.changeOperatingSystem(found.pool().id(), operatingSystem(asked)),
                Response.Status.ACCEPTED);
    }

    @PATCH
    @Path("/v1/clusters/{cluster}/workerpools/{pool}")
    public Response patch(
            @Context HttpHeaders headers,
            @PathParam("cluster") String cluster,
            @PathParam("pool") String pool,
            byte @Nullable [] body) {
        Change asked = read(headers, body);
        if (asked.workerVolumeEncryption() != null) {
            return run(headers, RESIZE, asked, cluster, pool, _ -> {});
        }
        if ("rebalancing".equals(asked.state())) {
            return run(headers, REBALANCE, asked, cluster, pool, this::rebalance);
        }
        return run(headers, RESIZE, asked, cluster, pool, found -> {
            switch (Access.required("state", asked.state())) {
                case "resizing" -> resize(found, "sizePerZone", asked.sizePerZone());
                case "labels" -> orders.changeLabels(found.pool().id(), CreatePoolBody.texts("labels", asked.labels()));
                default -> throw ApiError.BAD_PARAMETER.refusal("'state' must be resizing, rebalancing or labels.");
            }
        });
    }

    /** The token first: nobody without one learns what a body lacks. */
    private Change read(HttpHeaders headers, byte @Nullable [] body) {
        access.caller(headers);
        return JsonBody.read(body, Change.class);
    }

    private static String operatingSystem(Change asked) {
        String named = Access.required("operatingSystem", asked.operatingSystem());
        if (!OPERATING_SYSTEM.matcher(named).matches()) {
            throw ApiError.BAD_PARAMETER.refusal(
                    "'operatingSystem' must have at most 64 letters, digits, dots, hyphens and underscores.");
        }
        return named;
    }

    private void resize(Found found, String parameter, @Nullable Integer size) {
        if (size == null) {
            throw ApiError.BAD_PARAMETER.refusal("'" + parameter + "' is missing.");
        }
        if (!orders.resize(found.cluster(), found.pool().id(), CreatePoolBody.count(parameter, size))) {
            throw CreatePoolBody.tooMany();
        }
    }

    private void rebalance(Found found) {
        orders.rebalance(found.cluster(), found.pool().id());
    }

    private void addZone(Found found, Change asked) {
        Zone zone = new Zone(Access.required("id", asked.id()), asked.subnetID());
        if (!orders.addZone(found.cluster(), found.pool().id(), zone)) {
            throw CreatePoolBody.tooMany();
        }
    }

    private void removeZone(Found found, @Nullable String zone) {
        String named = Access.required("zone", zone);
        if (!orders.removeZone(found.cluster(), found.pool().id(), named)) {
            throw ApiError.NOTHING_HERE.refusal("The worker pool has no zone '" + named + "'.");
        }
    }

    /** Cluster and pool are named in the body. */
    private Response run(HttpHeaders headers, String action, Change asked, Consumer<Found> change) {
        return run(headers, action, asked, asked.cluster(), asked.workerpool(), change);
    }

    private Response run(
            HttpHeaders headers,
            String action,
            @Nullable Change asked,
            @Nullable String clusterReference,
            @Nullable String poolReference,
            Consumer<Found> change) {
        return run(headers, action, asked, clusterReference, poolReference, change, Response.Status.NO_CONTENT);
    }

    private Response run(
            HttpHeaders headers,
            String action,
            @Nullable Change asked,
            @Nullable String clusterReference,
            @Nullable String poolReference,
            Consumer<Found> change,
            Response.Status success) {
        Caller caller = access.caller(headers);
        recorded.change(
                caller,
                action,
                clusterReference,
                () -> {
                    access.requireOperator(caller);
                    KnownCluster cluster = access.cluster(caller, headers, clusterReference);
                    Pool pool = access.pool(cluster, "workerpool", poolReference);
                    if (pool.state() != PoolState.NORMAL) {
                        throw ApiError.POOL_BUSY.refusal("Worker pool: " + pool.id());
                    }
                    if (asked != null && asked.workerVolumeEncryption() != null) {
                        throw ApiError.ENCRYPTION_IMMUTABLE.refusal("Worker pool: " + pool.id());
                    }
                    return new Found(cluster, pool);
                },
                found -> {
                    change.accept(found);
                    return new Done<>(
                            found,
                            Recorded.onPool(action, found.cluster(), found.pool())
                                    .status(success.getStatusCode()));
                });
        return Response.status(success).build();
    }
}
