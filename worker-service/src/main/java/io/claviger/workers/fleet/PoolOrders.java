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
import java.util.List;

/** Orders pools, resizes and removes them. The workers are listed at once; building them follows as tasks. */
@ApplicationScoped
public class PoolOrders {

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

    /** Adds workers, or removes the newest, until each zone has this many. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void resize(KnownCluster cluster, PoolId id, int workersPerZone) {
        Pool pool = pools.lock(id);
        pools.changeSize(id, workersPerZone);
        List<Worker> live = workers.live(id);
        for (Zone zone : pool.spec().zones()) {
            List<Worker> there = live.stream()
                    .filter(worker -> worker.zone().equals(zone.id()))
                    .toList();
            orders.add(cluster, pool, zone, workersPerZone - there.size());
            there.stream().skip(workersPerZone).forEach(worker -> orders.takeDown(worker, "pool resized"));
        }
        events.tell(id, snapshot -> new WorkerEvent.PoolHealthChanged(snapshot, "pool resized"));
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
