package io.claviger.workers.api;

import io.claviger.kit.caller.Caller;
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
import org.jspecify.annotations.Nullable;

/** Lists and shows worker pools (clusters-api.md 1.5). */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PoolReads {

    private final Access access;
    private final PoolTable pools;
    private final WorkerTable workers;
    private final PoolKeys keys;

    PoolReads(Access access, PoolTable pools, WorkerTable workers, PoolKeys keys) {
        this.access = access;
        this.pools = pools;
        this.workers = workers;
        this.keys = keys;
    }

    @GET
    @Path("/v2/{scope:(vpc/|classic/|satellite/)?}getWorkerPools")
    public List<PoolV2> list(@Context HttpHeaders headers, @QueryParam("cluster") @Nullable String reference) {
        return pools.list(cluster(headers, reference).id()).stream()
                .map(this::v2)
                .toList();
    }

    @GET
    @Path("/v2/{scope:(vpc/|classic/|satellite/)?}getWorkerPool")
    public PoolV2 get(
            @Context HttpHeaders headers,
            @QueryParam("cluster") @Nullable String reference,
            @QueryParam("workerpool") @Nullable String pool) {
        return v2(access.pool(cluster(headers, reference), "workerpool", pool));
    }

    @GET
    @Path("/v1/clusters/{cluster}/workerpools")
    public List<PoolV1> listV1(@Context HttpHeaders headers, @PathParam("cluster") String reference) {
        return pools.list(cluster(headers, reference).id()).stream()
                .map(this::v1)
                .toList();
    }

    @GET
    @Path("/v1/clusters/{cluster}/workerpools/{pool}")
    public PoolV1 getV1(
            @Context HttpHeaders headers, @PathParam("cluster") String reference, @PathParam("pool") String pool) {
        return v1(access.pool(cluster(headers, reference), "pool", pool));
    }

    private KnownCluster cluster(HttpHeaders headers, @Nullable String reference) {
        Caller caller = access.viewer(headers);
        return access.cluster(caller, headers, reference);
    }

    private PoolV2 v2(Pool pool) {
        return PoolViews.v2(pool, keys.of(pool), workers.live(pool.id()));
    }

    private PoolV1 v1(Pool pool) {
        return PoolViews.v1(pool, workers.live(pool.id()));
    }
}
