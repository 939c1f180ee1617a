package io.claviger.workers.fleet;

import io.claviger.events.ClusterSnapshot;
import io.claviger.events.PoolOrder;
import io.claviger.events.UnreadableEventException;
import io.claviger.kit.crn.Crn;
import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.cluster.Infrastructure;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.cluster.store.ClusterTable;
import io.claviger.workers.pool.DiskEncryption;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.PoolSpec;
import io.claviger.workers.pool.Zone;
import io.claviger.workers.pool.store.PoolTable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What events about clusters mean here. */
@ApplicationScoped
public class ClusterChanges {

    private static final Logger LOG = Logger.getLogger(ClusterChanges.class);
    /** Name of a cluster's first pool (clusters-api.md 1.5). */
    private static final String DEFAULT_POOL = "default";

    private final ClusterTable clusters;
    private final PoolTable pools;
    private final PoolOrders orders;

    ClusterChanges(ClusterTable clusters, PoolTable pools, PoolOrders orders) {
        this.clusters = clusters;
        this.pools = pools;
        this.orders = orders;
    }

    /** Orders the default pool, once, however often and however late the event comes. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void created(ClusterSnapshot snapshot, @Nullable PoolOrder order) {
        KnownCluster cluster = known(snapshot);
        clusters.keep(cluster, false);
        if (order == null) {
            return;
        }
        PoolSpec spec = spec(cluster, order);
        if (clusters.lock(cluster.id()) && pools.everHad(cluster.id(), spec.name())) {
            return;
        }
        switch (orders.order(cluster, spec)) {
            case PoolOrders.Outcome.Ordered ordered ->
                LOG.infof(
                        "default pool ordered cluster=%s pool=%s",
                        cluster.id(), ordered.pool().id());
            case PoolOrders.Outcome.NameInUse _ -> {}
            case PoolOrders.Outcome.NoCluster _ ->
                LOG.infof("default pool not ordered cluster=%s reason=deleted", cluster.id());
        }
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void changed(ClusterSnapshot snapshot) {
        clusters.keep(known(snapshot), false);
    }

    /** Pools, workers, disks and registrations go; tasks see to it. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void deleted(ClusterSnapshot snapshot) {
        KnownCluster cluster = known(snapshot);
        clusters.keep(cluster, true);
        pools.list(cluster.id()).stream()
                .sorted(Pool.LOCK_ORDER)
                .forEach(pool -> orders.remove(pool.id(), "cluster deleted"));
    }

    /**
     * Master-service has gone back to a backup: the cluster is again as it was then. Pools that went with its deletion do not come
     * back, and none is ordered by itself.
     *
     * @param standing as it was when master-service was asked; false when it stands otherwise by now
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean takenBack(ClusterSnapshot snapshot, ClusterTable.Standing standing) {
        return clusters.takeBack(known(snapshot), standing);
    }

    public static String poolName(PoolOrder order) {
        return order.name().isBlank() ? DEFAULT_POOL : order.name();
    }

    private static KnownCluster known(ClusterSnapshot snapshot) {
        if (!ClusterId.isOne(snapshot.clusterId())) {
            throw new UnreadableEventException("clusterId is not 20 lower-case letters and digits");
        }
        if (Crn.parse(snapshot.crn()).isEmpty()) {
            throw new UnreadableEventException("crn of cluster " + snapshot.clusterId() + " is none");
        }
        return new KnownCluster(
                new ClusterId(snapshot.clusterId()),
                snapshot.name(),
                snapshot.accountId(),
                snapshot.crn(),
                Infrastructure.named(snapshot.provider())
                        .orElseThrow(() -> new UnreadableEventException(
                                "provider of cluster " + snapshot.clusterId() + " is not one of ours")),
                snapshot.version(),
                snapshot.state(),
                snapshot.revision());
    }

    private static PoolSpec spec(KnownCluster cluster, PoolOrder order) {
        PoolOrder.VolumeEncryption encryption = order.encryption();
        if (encryption != null && !cluster.infrastructure().takesPoolKey()) {
            throw new UnreadableEventException("a default pool on "
                    + cluster.infrastructure().wireName() + " cannot hang from a root key of its own");
        }
        List<Zone> zones = order.zones().stream()
                .map(zone -> new Zone(zone.id(), zone.subnetID()))
                .toList();
        return new PoolSpec(
                poolName(order),
                order.flavor(),
                order.workerCount(),
                zones,
                order.labels(),
                Map.of(),
                null,
                null,
                null,
                encryption == null ? null : encryption(cluster, encryption));
    }

    private static DiskEncryption encryption(KnownCluster cluster, PoolOrder.VolumeEncryption order) {
        try {
            return DiskEncryption.of(
                    Crn.parse(cluster.crn()).orElseThrow().location(),
                    cluster.accountId(),
                    order.kmsInstanceID(),
                    order.workerVolumeCRKID(),
                    order.kmsAccountID());
        } catch (IllegalArgumentException e) {
            throw new UnreadableEventException(
                    "the default pool of cluster " + cluster.id() + " names no proper root key: " + e.getMessage());
        }
    }
}
