package io.claviger.workers.api;

import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import io.claviger.kit.web.JsonBody;
import io.claviger.workers.api.Recorded.Done;
import io.claviger.workers.authorization.VolumeRights;
import io.claviger.workers.cluster.Infrastructure;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.fleet.PoolOrders;
import io.claviger.workers.fleet.PoolOrders.Outcome;
import io.claviger.workers.node.store.WorkerTable;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates and removes worker pools (clusters-api.md 1.5). */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PoolCommands {

    private static final String CREATE = "cluster-worker-pool.create";
    private static final String DELETE = "cluster-worker-pool.delete";

    private final Access access;
    private final Recorded recorded;
    private final PoolOrders orders;
    private final RootKeyCheck rootKeys;
    private final VolumeRights rights;
    private final PoolTable pools;
    private final WorkerTable workers;

    PoolCommands(
            Access access,
            Recorded recorded,
            PoolOrders orders,
            RootKeyCheck rootKeys,
            VolumeRights rights,
            PoolTable pools,
            WorkerTable workers) {
        this.access = access;
        this.recorded = recorded;
        this.orders = orders;
        this.rootKeys = rootKeys;
        this.rights = rights;
        this.pools = pools;
        this.workers = workers;
    }

    record Named(@Nullable String cluster, @Nullable String workerpool) {}

    private record Order(KnownCluster cluster, PoolSpec spec) {}

    private record Found(KnownCluster cluster, Pool pool) {}

    @POST
    @Path("/v2/vpc/createWorkerPool")
    public Response createVpc(@Context HttpHeaders headers, byte @Nullable [] body) {
        Caller caller = access.caller(headers);
        CreatePoolBody asked = JsonBody.read(body, CreatePoolBody.class);
        return id(create(caller, headers, asked.cluster(), () -> asked, Infrastructure.VPC_GEN2));
    }

    @POST
    @Path("/v2/satellite/createWorkerPool")
    public Response createSatellite(@Context HttpHeaders headers, byte @Nullable [] body) {
        Caller caller = access.caller(headers);
        CreatePoolBody asked = JsonBody.read(body, CreatePoolBody.class);
        return id(create(caller, headers, asked.cluster(), () -> asked, Infrastructure.SATELLITE));
    }

    @POST
    @Path("/v1/clusters/{cluster}/workerpools")
    public Response createClassic(
            @Context HttpHeaders headers, @PathParam("cluster") String cluster, byte @Nullable [] body) {
        Caller caller = access.caller(headers);
        CreateClassicPoolBody asked = JsonBody.read(body, CreateClassicPoolBody.class);
        Pool pool = create(caller, headers, cluster, () -> asked.in(cluster), Infrastructure.CLASSIC);
        return Response.status(201)
                .entity(PoolViews.v1(pool, workers.live(pool.id())))
                .build();
    }

    private Pool create(
            Caller caller,
            HttpHeaders headers,
            @Nullable String cluster,
            Supplier<CreatePoolBody> asked,
            Infrastructure infrastructure) {
        Supplier<Order> look = () -> check(caller, headers, asked.get(), infrastructure);
        return recorded.change(caller, CREATE, cluster, look, order -> {
            Pool ordered = order(order.cluster(), order.spec());
            return new Done<>(
                    ordered,
                    Recorded.onPool(CREATE, order.cluster(), ordered)
                            .status(201)
                            .request("flavor", order.spec().flavor())
                            .request("workersPerZone", order.spec().workersPerZone()));
        });
    }

    private static Response id(Pool pool) {
        return Response.status(201)
                .entity(Map.of("workerPoolID", pool.id().value()))
                .build();
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
        recorded.change(caller, DELETE, reference, () -> find(caller, headers, reference, poolReference), found -> {
            orders.remove(found.pool().id(), "worker pool deleted");
            return new Done<>(
                    found.pool(),
                    Recorded.onPool(DELETE, found.cluster(), found.pool()).status(204));
        });
        return Response.noContent().build();
    }

    private Found find(Caller caller, HttpHeaders headers, @Nullable String reference, @Nullable String pool) {
        access.requireOperator(caller);
        KnownCluster cluster = access.cluster(caller, headers, reference);
        return new Found(cluster, access.pool(cluster, "workerpool", pool));
    }

    private Order check(Caller caller, HttpHeaders headers, CreatePoolBody asked, Infrastructure infrastructure) {
        access.requireOperator(caller);
        KnownCluster cluster = access.cluster(caller, headers, asked.cluster());
        if (cluster.infrastructure() != infrastructure) {
            throw ApiError.BAD_PARAMETER.refusal("The cluster is on %s, not on %s."
                    .formatted(cluster.infrastructure().wireName(), infrastructure.wireName()));
        }
        PoolSpec spec = asked.toSpec(cluster, region(cluster));
        // Before the key is asked about: a name in use is refused whatever the key.
        pools.find(cluster.id(), spec.name()).ifPresent(same -> {
            throw nameInUse(spec, same);
        });
        DiskEncryption encryption = spec.encryption();
        if (encryption != null) {
            access.requireKmsReader(caller);
            return new Order(cluster, spec.under(requireUsable(cluster, encryption)));
        }
        return new Order(cluster, spec);
    }

    private Pool order(KnownCluster cluster, PoolSpec spec) {
        if (!orders.hasRoomFor(cluster, spec)) {
            throw CreatePoolBody.tooMany();
        }
        return switch (orders.order(cluster, spec)) {
            case Outcome.Ordered(Pool pool) -> pool;
            case Outcome.NameInUse(Pool by) -> throw nameInUse(spec, by);
            case Outcome.NoCluster _ -> throw ApiError.CLUSTER_NOT_FOUND.refusal();
        };
    }

    private static ApiRefusal nameInUse(PoolSpec spec, Pool by) {
        boolean sameKey = Objects.equals(key(by.spec()), key(spec));
        return ApiError.POOL_NAME_IN_USE.refusal("'%s' is worker pool %s%s"
                .formatted(spec.name(), by.id(), sameKey ? "." : "; its encryption cannot be changed."));
    }

    /** Without its name, which one of two orders may not know yet. */
    private static @Nullable List<String> key(PoolSpec spec) {
        DiskEncryption encryption = spec.encryption();
        return encryption == null ? null : List.of(encryption.instanceId(), encryption.keyId());
    }

    /** The same encryption, by the key's true name. */
    private DiskEncryption requireUsable(KnownCluster cluster, DiskEncryption encryption) {
        String account = encryption.accountId() == null ? cluster.accountId() : encryption.accountId();
        String key = encryption.keyCrn();
        // This service's own token works in every account, so it must not lend it out: the account's word is needed,
        // before
        // anything of that account is looked at.
        switch (rights.mayOrder(key, cluster.accountId())) {
            case PERMITTED -> {}
            case REFUSED ->
                throw ApiError.KMS_NOT_AUTHORIZED.refusal(
                        "No authorization of the account %s lets the Kubernetes Service of account %s use its key management service and delegate that access."
                                .formatted(account, cluster.accountId()));
            case UNKNOWN ->
                throw ApiError.KMS_UNAVAILABLE.refusal(
                        "The authorizations of the account %s cannot be read now.".formatted(account));
        }
        return switch (rootKeys.of(encryption, account)) {
            case Finding.Usable(DiskEncryption named) -> named;
            case Finding.NoInstance _ ->
                throw ApiError.NO_INSTANCE.refusal("Instance: " + encryption.instanceId() + ", account: " + account);
            case Finding.NoKey _ -> throw ApiError.NO_ROOT_KEY.refusal("Root key: " + key);
            case Finding.NotARootKey _ -> throw ApiError.NOT_A_ROOT_KEY.refusal("Key: " + key);
            case Finding.NotActive(int state) ->
                throw ApiError.KEY_NOT_ACTIVE.refusal(
                        "Root key %s is in state %d; make it active first.".formatted(key, state));
            case Finding.NotAuthorized(String why) -> throw ApiError.KMS_NOT_AUTHORIZED.refusal(why);
        };
    }

    private static String region(KnownCluster cluster) {
        return Crn.parse(cluster.crn()).map(Crn::location).orElse("");
    }
}
