package io.claviger.workers.api;

import io.claviger.kit.caller.Caller;
import io.claviger.workers.api.Recorded.Done;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.cluster.store.ClusterTable;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.KeyStanding;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.PoolId;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.rootkey.PoolKeys;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Lists and shows workers, deleted ones too (clusters-api.md 1.6). */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WorkerReads {

    private final Access access;
    private final Recorded recorded;
    private final ClusterTable clusters;
    private final PoolTable pools;
    private final WorkerTable workers;
    private final PoolKeys keys;

    WorkerReads(
            Access access,
            Recorded recorded,
            ClusterTable clusters,
            PoolTable pools,
            WorkerTable workers,
            PoolKeys keys) {
        this.access = access;
        this.recorded = recorded;
        this.clusters = clusters;
        this.pools = pools;
        this.workers = workers;
        this.keys = keys;
    }

    @GET
    @Path("/v2/{scope:(vpc/|classic/|satellite/)?}getWorkers")
    public List<WorkerV2> list(
            @Context HttpHeaders headers,
            @QueryParam("cluster") @Nullable String cluster,
            @QueryParam("pool") @Nullable String pool,
            @QueryParam("showDeleted") @Nullable String showDeleted) {
        return all(headers, cluster, pool, showDeleted, Standings::v2);
    }

    @GET
    @Path("/v2/{scope:(vpc/|classic/|satellite/)?}getWorker")
    public WorkerV2 get(
            @Context HttpHeaders headers,
            @QueryParam("cluster") @Nullable String cluster,
            @QueryParam("worker") @Nullable String worker) {
        return one(headers, cluster, worker, Standings::v2);
    }

    @GET
    @Path("/v1/clusters/{cluster}/workers")
    public List<WorkerV1> listV1(
            @Context HttpHeaders headers,
            @PathParam("cluster") String cluster,
            @QueryParam("pool") @Nullable String pool,
            @QueryParam("showDeleted") @Nullable String showDeleted) {
        return all(headers, cluster, pool, showDeleted, Standings::v1);
    }

    @GET
    @Path("/v1/clusters/{cluster}/workers/{worker}")
    public WorkerV1 getV1(
            @Context HttpHeaders headers, @PathParam("cluster") String cluster, @PathParam("worker") String worker) {
        return one(headers, cluster, worker, Standings::v1);
    }

    @GET
    @Path("/v1/workers/{worker}")
    public WorkerV1 getAnywhere(@Context HttpHeaders headers, @PathParam("worker") String reference) {
        Caller caller = access.caller(headers);
        return recorded.read(caller, "worker.get", reference, () -> {
            access.requireViewer(caller);
            Worker worker = access.workerAnywhere(caller, reference);
            KnownCluster cluster = clusters.byId(worker.cluster()).orElseThrow();
            return new Done<>(new Standings(cluster).v1(worker), Recorded.onWorker("worker.get", cluster, worker));
        });
    }

    private <T> List<T> all(
            HttpHeaders headers,
            @Nullable String reference,
            @Nullable String pool,
            @Nullable String showDeleted,
            BiFunction<Standings, Worker, T> view) {
        Caller caller = access.caller(headers);
        return recorded.read(caller, "cluster-worker.list", reference, () -> {
            access.requireViewer(caller);
            KnownCluster cluster = access.cluster(caller, headers, reference);
            Standings standings = new Standings(cluster);
            List<T> found = list(cluster, pool, showDeleted).stream()
                    .map(worker -> view.apply(standings, worker))
                    .toList();
            return new Done<>(found, Recorded.onCluster("cluster-worker.list", cluster));
        });
    }

    private <T> T one(
            HttpHeaders headers,
            @Nullable String reference,
            @Nullable String named,
            BiFunction<Standings, Worker, T> view) {
        Caller caller = access.caller(headers);
        return recorded.read(caller, "worker.get", reference, () -> {
            access.requireViewer(caller);
            KnownCluster cluster = access.cluster(caller, headers, reference);
            Worker worker = access.worker(cluster, "worker", named);
            return new Done<>(
                    view.apply(new Standings(cluster), worker), Recorded.onWorker("worker.get", cluster, worker));
        });
    }

    private List<Worker> list(KnownCluster cluster, @Nullable String pool, @Nullable String showDeleted) {
        PoolId only = pool == null || pool.isBlank()
                ? null
                : access.pool(cluster, "pool", pool).id();
        return workers.list(cluster.id(), only, showDeleted(showDeleted));
    }

    /** A flag may come without a value (clusters-api.md 1.2), and then means yes. */
    private static boolean showDeleted(@Nullable String value) {
        return switch (value == null ? "false" : value.strip()) {
            case "", "true" -> true;
            case "false" -> false;
            default -> throw ApiError.BAD_PARAMETER.refusal("'showDeleted' must be true or false.");
        };
    }

    /** Reads each pool and its key once per answer, however many workers it has. */
    private final class Standings {
        private final KnownCluster cluster;
        private final Map<PoolId, Pool> known = new HashMap<>();
        private final Map<PoolId, KeyStanding> standing = new HashMap<>();

        Standings(KnownCluster cluster) {
            this.cluster = cluster;
        }

        WorkerV2 v2(Worker worker) {
            return WorkerViews.v2(worker, pool(worker), key(worker), cluster.version());
        }

        WorkerV1 v1(Worker worker) {
            return WorkerViews.v1(worker, pool(worker), key(worker), cluster.version());
        }

        private Pool pool(Worker worker) {
            return known.computeIfAbsent(worker.pool(), id -> pools.byId(id).orElseThrow());
        }

        private KeyStanding key(Worker worker) {
            return standing.computeIfAbsent(worker.pool(), _ -> keys.of(pool(worker)));
        }
    }
}
