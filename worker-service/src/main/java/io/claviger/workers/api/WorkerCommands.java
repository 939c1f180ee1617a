package io.claviger.workers.api;

import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.web.JsonBody;
import io.claviger.workers.api.Recorded.Done;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.fleet.WorkerOrders;
import io.claviger.workers.fleet.WorkerOrders.Outcome;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerAction;
import io.claviger.workers.node.WorkerState;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reboots, reloads, updates, replaces and removes workers (clusters-api.md 1.6); all answer 204 without a body. */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WorkerCommands {

    private final Access access;
    private final Recorded recorded;
    private final WorkerOrders orders;

    WorkerCommands(Access access, Recorded recorded, WorkerOrders orders) {
        this.access = access;
        this.recorded = recorded;
        this.orders = orders;
    }

    record Action(@Nullable String action, @Nullable Boolean force) {}

    record Named(
            @Nullable String cluster,
            @Nullable String workerID,
            @Nullable Boolean update) {}

    record Found(KnownCluster cluster, Worker worker) {}

    @PUT
    @Path("/v1/clusters/{cluster}/workers/{worker}")
    public Response act(
            @Context HttpHeaders headers,
            @PathParam("cluster") String cluster,
            @PathParam("worker") String worker,
            byte @Nullable [] body) {
        Caller caller = access.caller(headers);
        Action asked = JsonBody.read(body, Action.class);
        String wire = asked.action() == null ? "" : asked.action().toLowerCase(Locale.ROOT);
        WorkerAction action = WorkerAction.named(wire).orElse(null);
        if (action == null) {
            return run(caller, headers, "worker.update", cluster, worker, wire, (_, _) -> {
                Access.required("action", asked.action());
                throw ApiError.BAD_PARAMETER.refusal("'action' must be os_reboot, power_cycle, reload or update.");
            });
        }
        return switch (action) {
            case REBOOT ->
                run(caller, headers, "worker.reboot", cluster, worker, wire, (there, in) -> orders.reboot(there));
            case RELOAD ->
                run(caller, headers, "worker.reload", cluster, worker, wire, (there, in) -> reload(there, in, false));
            case UPDATE ->
                run(caller, headers, "worker.update", cluster, worker, wire, (there, in) -> reload(there, in, true));
        };
    }

    @POST
    @Path("/v2/{scope:(vpc/|classic/|satellite/)?}replaceWorker")
    public Response replace(@Context HttpHeaders headers, byte @Nullable [] body) {
        Caller caller = access.caller(headers);
        Named asked = JsonBody.read(body, Named.class);
        boolean update = Boolean.TRUE.equals(asked.update());
        return run(
                caller,
                headers,
                "worker.replace",
                asked.cluster(),
                asked.workerID(),
                "replace",
                (there, in) -> orders.replace(there, in, update));
    }

    @POST
    @Path("/v2/removeWorker")
    public Response remove(@Context HttpHeaders headers, byte @Nullable [] body) {
        Caller caller = access.caller(headers);
        Named asked = JsonBody.read(body, Named.class);
        return remove(caller, headers, asked.cluster(), asked.workerID());
    }

    @DELETE
    @Path("/v1/clusters/{cluster}/workers/{worker}")
    public Response removeV1(
            @Context HttpHeaders headers, @PathParam("cluster") String cluster, @PathParam("worker") String worker) {
        return remove(access.caller(headers), headers, cluster, worker);
    }

    private Response remove(Caller caller, HttpHeaders headers, @Nullable String cluster, @Nullable String worker) {
        return run(caller, headers, "worker.delete", cluster, worker, "delete", (there, in) -> orders.remove(there));
    }

    private Outcome reload(Worker worker, KnownCluster cluster, boolean update) {
        if (!cluster.infrastructure().reloads()) {
            throw ApiError.NO_SUCH_ACTION.refusal("Workers on %s are not reloaded or updated in place; replace them."
                    .formatted(cluster.infrastructure().wireName()));
        }
        return orders.reload(worker, cluster, update);
    }

    private Response run(
            Caller caller,
            HttpHeaders headers,
            String action,
            @Nullable String clusterReference,
            @Nullable String workerReference,
            String wire,
            BiFunction<Worker, KnownCluster, Outcome> order) {
        run(caller, action, clusterReference, wire, order, () -> {
            access.requireOperator(caller);
            KnownCluster cluster = access.cluster(caller, headers, clusterReference);
            return new Found(cluster, access.worker(cluster, "workerID", workerReference));
        });
        return Response.noContent().build();
    }

    /** For a caller who names the worker in a way of their own, and whose right to it is checked as it is looked for. */
    void reload(Caller caller, Supplier<Found> look) {
        run(caller, "worker.reload", null, "reload", (there, in) -> reload(there, in, false), look);
    }

    private void run(
            Caller caller,
            String action,
            @Nullable String asked,
            String wire,
            BiFunction<Worker, KnownCluster, Outcome> order,
            Supplier<Found> look) {
        recorded.change(caller, action, asked, look, found -> {
            Worker worker = found.worker();
            Activity activity = Recorded.onWorker(action, found.cluster(), worker)
                    .status(204)
                    .request("action", wire);
            return switch (order.apply(worker, found.cluster())) {
                case Outcome.Accepted accepted -> new Done<Outcome>(accepted, activity);
                case Outcome.NotNow(WorkerState state) ->
                    throw ApiError.WORKER_BUSY.refusal(
                            "Worker node %s is %s.".formatted(worker.id(), state.wireName()));
            };
        });
    }
}
