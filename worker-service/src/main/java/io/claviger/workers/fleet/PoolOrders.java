package io.claviger.workers.fleet;

import io.claviger.events.WorkerEvent;
import io.claviger.kit.crn.Crn;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.cluster.store.ClusterTable;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.PoolId;
import io.claviger.workers.pool.PoolSpec;
import io.claviger.workers.pool.PoolState;
import io.claviger.workers.pool.Zone;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.task.TaskKind;
import io.claviger.workers.task.store.TaskTable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Orders pools, resizes and removes them. The workers are listed at once; building them follows as tasks. */
@ApplicationScoped
public class PoolOrders {

    /** As many as a cluster's order may name. */
    public static final int MOST_ZONES = 16;
    /** Of all pools of a cluster: more nodes than that no Kubernetes is made for (kubernetes.io, "Considerations for large clusters"). */
    public static final int MOST_WORKERS = 5000;

    private final ClusterTable clusters;
    private final PoolTable pools;
    private final WorkerTable workers;
    private final TaskTable tasks;
    private final PoolEvents events;
    private final WorkerOrders orders;
    private final Clock clock;
    private final SecureRandom random;

    PoolOrders(
            ClusterTable clusters,
            PoolTable pools,
            WorkerTable workers,
            TaskTable tasks,
            PoolEvents events,
            WorkerOrders orders,
            Clock clock,
            SecureRandom random) {
        this.clusters = clusters;
        this.pools = pools;
        this.workers = workers;
        this.tasks = tasks;
        this.events = events;
        this.orders = orders;
        this.clock = clock;
        this.random = random;
    }

    /** How an order ended. */
    public sealed interface Outcome {
        record Ordered(Pool pool) implements Outcome {}

        record NameInUse(Pool by) implements Outcome {}

        /** The cluster was deleted meanwhile, or before the order came. */
        record NoCluster() implements Outcome {}
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public Outcome order(KnownCluster cluster, PoolSpec spec) {
        if (!clusters.lock(cluster.id())) {
            return new Outcome.NoCluster();
        }
        Pool same = pools.find(cluster.id(), spec.name()).orElse(null);
        if (same != null) {
            return new Outcome.NameInUse(same);
        }
        PoolId id = PoolId.next(cluster.id(), random);
        String crn = Crn.parse(cluster.crn())
                .orElseThrow(() -> new IllegalStateException("cluster " + cluster.id() + " has no proper CRN"))
                .workerPool(id.value())
                .toString();
        Pool pool = new Pool(id, cluster.id(), cluster.infrastructure(), crn, spec, PoolState.NORMAL, clock.instant());
        pools.insert(pool);
        if (pool.encrypted()) {
            // Even without workers: the key is protected from the moment the pool is ordered under it.
            tasks.ask(id.value(), id, TaskKind.OPEN_POOL);
        }
        for (Zone zone : spec.zones()) {
            orders.add(cluster, pool, zone, spec.workersPerZone());
        }
        events.tell(id, WorkerEvent.PoolCreated::new);
        return new Outcome.Ordered(pool);
    }

    /** Whether the cluster may have another pool like this; nobody orders more of it until the transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean hasRoomFor(KnownCluster cluster, PoolSpec spec) {
        return hasRoom(cluster, null, spec.zones().size(), spec.workersPerZone());
    }

    /** Adds workers, or removes the newest, until each zone has this many; false when that were too many. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean resize(KnownCluster cluster, PoolId id, int workersPerZone) {
        clusters.lock(cluster.id());
        PoolSpec now = pools.lock(id).spec();
        if (workersPerZone > now.workersPerZone()
                && !hasRoom(cluster, id, now.zones().size(), workersPerZone)) {
            return false;
        }
        pools.changeSize(id, workersPerZone);
        balance(cluster, id, "pool resized");
        return true;
    }

    /** Brings each zone to the pool's size. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void rebalance(KnownCluster cluster, PoolId id) {
        pools.lock(id);
        balance(cluster, id, "pool rebalanced");
    }

    /** Adding a zone the pool has changes nothing; false when it were one, or its workers, too many. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean addZone(KnownCluster cluster, PoolId id, Zone zone) {
        clusters.lock(cluster.id());
        PoolSpec now = pools.lock(id).spec();
        List<Zone> zones = new ArrayList<>(now.zones());
        if (zones.stream().anyMatch(there -> there.id().equals(zone.id()))) {
            return true;
        }
        zones.add(zone);
        if (!hasRoom(cluster, id, zones.size(), now.workersPerZone())) {
            return false;
        }
        pools.changeZones(id, zones);
        balance(cluster, id, "zone added");
        return true;
    }

    /** Counts what is ordered, not what is built. The cluster's row comes before its pools'. */
    private boolean hasRoom(KnownCluster cluster, @Nullable PoolId asked, int zones, int perZone) {
        clusters.lock(cluster.id());
        long others = pools.list(cluster.id()).stream()
                .filter(pool -> pool.state() == PoolState.NORMAL && !pool.id().equals(asked))
                .mapToLong(
                        pool -> (long) pool.spec().zones().size() * pool.spec().workersPerZone())
                .sum();
        return zones <= MOST_ZONES && others + (long) zones * perZone <= MOST_WORKERS;
    }

    /** False when the pool has no such zone. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean removeZone(KnownCluster cluster, PoolId id, String zone) {
        List<Zone> zones = new ArrayList<>(pools.lock(id).spec().zones());
        if (!zones.removeIf(there -> there.id().equals(zone))) {
            return false;
        }
        pools.changeZones(id, zones);
        balance(cluster, id, "zone removed");
        return true;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void changeLabels(PoolId id, Map<String, String> labels) {
        pools.lock(id);
        pools.changeLabels(id, labels);
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void changeOperatingSystem(PoolId id, String operatingSystem) {
        pools.lock(id);
        pools.changeOperatingSystem(id, operatingSystem);
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void changeTaints(PoolId id, Map<String, String> taints) {
        pools.lock(id);
        pools.changeTaints(id, taints);
    }

    private void balance(KnownCluster cluster, PoolId id, String reason) {
        Pool pool = pools.lock(id);
        if (pool.state() != PoolState.NORMAL) {
            // It was deleted since the caller looked; its workers are on their way out already.
            return;
        }
        int size = pool.spec().workersPerZone();
        Map<String, List<Worker>> live = workers.live(id).stream().collect(Collectors.groupingBy(Worker::zone));
        for (Zone zone : pool.spec().zones()) {
            List<Worker> there = Objects.requireNonNullElse(live.remove(zone.id()), List.of());
            orders.add(cluster, pool, zone, size - there.size());
            there.stream().skip(size).forEach(worker -> orders.takeDown(worker, reason));
        }
        live.values().forEach(leftOver -> leftOver.forEach(worker -> orders.takeDown(worker, reason)));
        events.tell(id, snapshot -> new WorkerEvent.PoolHealthChanged(snapshot, reason));
    }

    /** Takes all workers down; the last one to go closes the pool. Asking twice is harmless. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void remove(PoolId id, String reason) {
        Pool pool = pools.lock(id);
        if (pool.state() != PoolState.NORMAL) {
            return;
        }
        pools.changeState(id, PoolState.DELETING);
        workers.live(id).forEach(worker -> orders.takeDown(worker, reason));
        if (!workers.anyLeft(id)) {
            tasks.ask(id.value(), id, TaskKind.CLOSE_POOL);
        }
        events.tell(id, snapshot -> new WorkerEvent.PoolHealthChanged(snapshot, reason));
    }
}
