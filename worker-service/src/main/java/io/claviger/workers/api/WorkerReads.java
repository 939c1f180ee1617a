package io.claviger.workers.api;

import io.claviger.kit.caller.Caller;
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
import org.jspecify.annotations.Nullable;

/** Lists and shows workers, deleted ones too (clusters-api.md 1.6). */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WorkerReads {

    private final Access access;
    private final ClusterTable clusters;
    private final PoolTable pools;
    private final WorkerTable workers;
    private final PoolKeys keys;

    WorkerReads(Access access, ClusterTable clusters, PoolTable pools, WorkerTable workers, PoolKeys keys) {
        this.access = access;
        this.clusters = clusters;
        this.pools = pools;
        this.workers = workers;
        this.keys = keys;
    }

    @GET
    @Path("/v2/{scope:(vpc/|classic/|satellite/)?}getWorkers")
    public List<WorkerV2> list(
            @Context HttpHeaders headers,
            @QueryParam("cluster") @Nullable String reference,
            @QueryParam("pool") @Nullable String pool,
            @QueryParam("showDeleted") @Nullable String showDeleted) {
        KnownCluster cluster = cluster(headers, reference);
        Standings standings = new Standings(cluster);
        return list(cluster, pool, showDeleted).stream().map(standings::v2).toList();
    }

    @GET
    @Path("/v2/{scope:(vpc/|classic/|satellite/)?}getWorker")
    public WorkerV2 get(
            @Context HttpHeaders headers,
            @QueryParam("cluster") @Nullable String reference,
            @QueryParam("worker") @Nullable String worker) {
        KnownCluster cluster = cluster(headers, reference);
        return new Standings(cluster).v2(access.worker(cluster, "worker", worker));
    }

    @GET
    @Path("/v1/clusters/{cluster}/workers")
    public List<WorkerV1> listV1(
            @Context HttpHeaders headers,
            @PathParam("cluster") String reference,
            @QueryParam("pool") @Nullable String pool,
            @QueryParam("showDeleted") @Nullable String showDeleted) {
        KnownCluster cluster = cluster(headers, reference);
        Standings standings = new Standings(cluster);
        return list(cluster, pool, showDeleted).stream().map(standings::v1).toList();
    }

    @GET
    @Path("/v1/clusters/{cluster}/workers/{worker}")
    public WorkerV1 getV1(
            @Context HttpHeaders headers, @PathParam("cluster") String reference, @PathParam("worker") String worker) {
        KnownCluster cluster = cluster(headers, reference);
        return new Standings(cluster).v1(access.worker(cluster, "worker", worker));
    }

    @GET
    @Path("/v1/workers/{worker}")
    public WorkerV1 getAnywhere(@Context HttpHeaders headers, @PathParam("worker") String reference) {
        Worker worker = access.workerAnywhere(access.viewer(headers), reference);
        return new Standings(clusters.byId(worker.cluster()).orElseThrow()).v1(worker);
    }

    private KnownCluster cluster(HttpHeaders headers, @Nullable String reference) {
        Caller caller = access.viewer(headers);
        return access.cluster(caller, headers, reference);
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
