package io.claviger.workers.api;

import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import io.claviger.kit.web.JsonBody;
import io.claviger.workers.api.Changes.Done;
import io.claviger.workers.cluster.Infrastructure;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.fleet.PoolOrders;
import io.claviger.workers.fleet.PoolOrders.Outcome;
import io.claviger.workers.pool.DiskEncryption;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.PoolSpec;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.rootkey.RootKeyCheck;
import io.claviger.workers.rootkey.RootKeyCheck.Finding;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Creates, resizes and removes worker pools (clusters-api.md 1.5). No endpoint changes a pool's encryption (S132). */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PoolCommands {

    private static final String CREATE = "cluster-worker-pool.create";
    private static final String RESIZE = "cluster-worker-pool.resize";
    private static final String DELETE = "cluster-worker-pool.delete";

    private final Access access;
    private final Changes changes;
    private final PoolOrders orders;
    private final RootKeyCheck rootKeys;
    private final PoolTable pools;

    PoolCommands(Access access, Changes changes, PoolOrders orders, RootKeyCheck rootKeys, PoolTable pools) {
        this.access = access;
        this.changes = changes;
        this.orders = orders;
        this.rootKeys = rootKeys;
        this.pools = pools;
    }

    record Named(@Nullable String cluster, @Nullable String workerpool) {}

    record Resize(
            @Nullable String cluster,
            @Nullable String workerpool,
            @Nullable Integer size) {}

    private record Order(KnownCluster cluster, PoolSpec spec) {}

    private record Found(KnownCluster cluster, Pool pool) {}

    @POST
    @Path("/v2/vpc/createWorkerPool")
    public Response create(@Context HttpHeaders headers, byte @Nullable [] body) {
        Caller caller = access.caller(headers);
        CreatePoolBody asked = JsonBody.read(body, CreatePoolBody.class);
        Pool pool = changes.run(caller, CREATE, asked.cluster(), () -> check(caller, headers, asked), order -> {
            Pool ordered = order(order.cluster(), order.spec());
            return new Done<>(
                    ordered,
                    Changes.onPool(CREATE, order.cluster(), ordered)
                            .status(201)
                            .request("flavor", order.spec().flavor())
                            .request("workersPerZone", order.spec().workersPerZone()));
        });
        return Response.status(201)
                .entity(Map.of("workerPoolID", pool.id().value()))
                .build();
    }

    @POST
    @Path("/v2/resizeWorkerPool")
    public Response resize(@Context HttpHeaders headers, byte @Nullable [] body) {
        Caller caller = access.caller(headers);
        Resize asked = JsonBody.read(body, Resize.class);
        changes.run(
                caller,
                RESIZE,
                asked.cluster(),
                () -> find(caller, headers, asked.cluster(), asked.workerpool()),
                found -> {
                    if (asked.size() == null) {
                        throw ApiError.BAD_PARAMETER.refusal("'size' is missing.");
                    }
                    int size = CreatePoolBody.count("size", asked.size());
                    orders.resize(found.cluster(), found.pool().id(), size);
                    return new Done<>(
                            size,
                            Changes.onPool(RESIZE, found.cluster(), found.pool())
                                    .status(204)
                                    .request("workersPerZone", size));
                });
        return Response.noContent().build();
    }

    @POST
    @Path("/v2/removeWorkerPool")
    public Response remove(@Context HttpHeaders headers, byte @Nullable [] body) {
        Caller caller = access.caller(headers);
        Named asked = JsonBody.read(body, Named.class);
        return remove(caller, headers, asked.cluster(), asked.workerpool());
    }

    @DELETE
    @Path("/v1/clusters/{cluster}/workerpools/{pool}")
    public Response remove(
            @Context HttpHeaders headers, @PathParam("cluster") String cluster, @PathParam("pool") String pool) {
        return remove(access.caller(headers), headers, cluster, pool);
    }

    private Response remove(
            Caller caller, HttpHeaders headers, @Nullable String reference, @Nullable String poolReference) {
        changes.run(caller, DELETE, reference, () -> find(caller, headers, reference, poolReference), found -> {
            orders.remove(found.pool().id(), "worker pool deleted");
            return new Done<>(
                    found.pool(),
                    Changes.onPool(DELETE, found.cluster(), found.pool()).status(204));
        });
        return Response.noContent().build();
    }

    private Found find(Caller caller, HttpHeaders headers, @Nullable String reference, @Nullable String pool) {
        access.requireOperator(caller);
        KnownCluster cluster = access.cluster(caller, headers, reference);
        return new Found(cluster, access.pool(cluster, "workerpool", pool));
    }

    private Order check(Caller caller, HttpHeaders headers, CreatePoolBody asked) {
        access.requireOperator(caller);
        KnownCluster cluster = access.cluster(caller, headers, asked.cluster());
        if (cluster.infrastructure() != Infrastructure.VPC_GEN2) {
            throw ApiError.BAD_PARAMETER.refusal(
                    "The cluster is on " + cluster.infrastructure().wireName() + ", not on vpc-gen2.");
        }
        PoolSpec spec = asked.toSpec(cluster, region(cluster));
        // Before the key is asked about: a name in use is refused whatever the key.
        pools.find(cluster.id(), spec.name()).ifPresent(same -> {
            throw nameInUse(spec, same);
        });
        DiskEncryption encryption = spec.encryption();
        if (encryption != null) {
            requireUsable(cluster, encryption);
        }
        return new Order(cluster, spec);
    }

    private Pool order(KnownCluster cluster, PoolSpec spec) {
        return switch (orders.order(cluster, spec)) {
            case Outcome.Ordered(Pool pool) -> pool;
            case Outcome.NameInUse(Pool by) -> throw nameInUse(spec, by);
            case Outcome.NoCluster _ -> throw ApiError.CLUSTER_NOT_FOUND.refusal();
        };
    }

    private static ApiRefusal nameInUse(PoolSpec spec, Pool by) {
        boolean sameKey = Objects.equals(by.spec().encryption(), spec.encryption());
        return ApiError.POOL_NAME_IN_USE.refusal("'%s' is worker pool %s%s"
                .formatted(spec.name(), by.id(), sameKey ? "." : "; its encryption cannot be changed."));
    }

    private void requireUsable(KnownCluster cluster, DiskEncryption encryption) {
        String account = encryption.accountId() == null ? cluster.accountId() : encryption.accountId();
        String key = encryption.keyCrn();
        switch (rootKeys.of(encryption, account)) {
            case Finding.Usable _ -> {}
            case Finding.NoInstance _ ->
                throw ApiError.NO_INSTANCE.refusal("Instance: " + encryption.instanceId() + ", account: " + account);
            case Finding.NoKey _ -> throw ApiError.NO_ROOT_KEY.refusal("Root key: " + key);
            case Finding.NotARootKey _ -> throw ApiError.NOT_A_ROOT_KEY.refusal("Key: " + key);
            case Finding.NotActive(int state) ->
                throw ApiError.KEY_NOT_ACTIVE.refusal(
                        "Root key %s is in state %d; make it active first.".formatted(key, state));
            case Finding.NotAuthorized(String why) -> throw ApiError.KMS_NOT_AUTHORIZED.refusal(why);
        }
    }

    private static String region(KnownCluster cluster) {
        return Crn.parse(cluster.crn()).map(Crn::location).orElse("");
    }
}
