package io.claviger.workers.api;

import io.claviger.kit.caller.Caller;
import io.claviger.workers.api.Recorded.Done;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.Pool;
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
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lists and shows worker pools (clusters-api.md 1.5). */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PoolReads {

    private final Access access;
    private final Recorded recorded;
    private final PoolTable pools;
    private final WorkerTable workers;
    private final PoolKeys keys;

    PoolReads(Access access, Recorded recorded, PoolTable pools, WorkerTable workers, PoolKeys keys) {
        this.access = access;
        this.recorded = recorded;
        this.pools = pools;
        this.workers = workers;
        this.keys = keys;
    }

    @GET
    @Path("/v2/{scope:(vpc/|classic/|satellite/)?}getWorkerPools")
    public List<PoolV2> list(@Context HttpHeaders headers, @QueryParam("cluster") @Nullable String cluster) {
        return all(headers, cluster, this::v2);
    }

    @GET
    @Path("/v2/{scope:(vpc/|classic/|satellite/)?}getWorkerPool")
    public PoolV2 get(
            @Context HttpHeaders headers,
            @QueryParam("cluster") @Nullable String cluster,
            @QueryParam("workerpool") @Nullable String pool) {
        return one(headers, cluster, pool, this::v2);
    }

    @GET
    @Path("/v1/clusters/{cluster}/workerpools")
    public List<PoolV1> listV1(@Context HttpHeaders headers, @PathParam("cluster") String cluster) {
        return all(headers, cluster, this::v1);
    }

    @GET
    @Path("/v1/clusters/{cluster}/workerpools/{pool}")
    public PoolV1 getV1(
            @Context HttpHeaders headers, @PathParam("cluster") String cluster, @PathParam("pool") String pool) {
        return one(headers, cluster, pool, this::v1);
    }

    private <T> List<T> all(HttpHeaders headers, @Nullable String reference, Function<Pool, T> view) {
        Caller caller = access.caller(headers);
        return recorded.read(caller, "cluster-worker-pool.list", reference, () -> {
            KnownCluster cluster = cluster(caller, headers, reference);
            List<T> found = pools.list(cluster.id()).stream().map(view).toList();
            return new Done<>(found, Recorded.onCluster("cluster-worker-pool.list", cluster));
        });
    }

    private <T> T one(HttpHeaders headers, @Nullable String reference, @Nullable String named, Function<Pool, T> view) {
        Caller caller = access.caller(headers);
        return recorded.read(caller, "cluster-worker-pool.get", reference, () -> {
            KnownCluster cluster = cluster(caller, headers, reference);
            Pool pool = access.pool(cluster, "workerpool", named);
            return new Done<>(view.apply(pool), Recorded.onPool("cluster-worker-pool.get", cluster, pool));
        });
    }

    private KnownCluster cluster(Caller caller, HttpHeaders headers, @Nullable String reference) {
        access.requireViewer(caller);
        return access.cluster(caller, headers, reference);
    }

    private PoolV2 v2(Pool pool) {
        return PoolViews.v2(pool, keys.of(pool), workers.live(pool.id()));
    }

    private PoolV1 v1(Pool pool) {
        return PoolViews.v1(pool, workers.live(pool.id()));
    }
}
