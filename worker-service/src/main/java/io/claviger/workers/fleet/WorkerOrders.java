package io.claviger.workers.fleet;

import io.claviger.events.WorkerEvent;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.KeyStanding.ProviderManaged;
import io.claviger.workers.pool.KeyStanding.Unbound;
import io.claviger.workers.pool.KeyStanding.Unconfirmed;
import io.claviger.workers.pool.KeyStanding.UnderRootKey;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.PoolId;
import io.claviger.workers.pool.Zone;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.rootkey.PoolKeys;
import io.claviger.workers.task.TaskKind;
import io.claviger.workers.task.store.TaskTable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;

/** Orders workers, and what is to be done to them. */
@ApplicationScoped
public class WorkerOrders {

    private final PoolTable pools;
    private final WorkerTable workers;
    private final TaskTable tasks;
    private final PoolKeys keys;
    private final PoolEvents events;
    private final Clock clock;
    private final SecureRandom random;

    WorkerOrders(
            PoolTable pools,
            WorkerTable workers,
            TaskTable tasks,
            PoolKeys keys,
            PoolEvents events,
            Clock clock,
            SecureRandom random) {
        this.pools = pools;
        this.workers = workers;
        this.tasks = tasks;
        this.keys = keys;
        this.events = events;
        this.clock = clock;
        this.random = random;
    }

    /** How an order ended. */
    public sealed interface Outcome {
        record Accepted() implements Outcome {}

        /** The worker is in a state in which this cannot be done. */
        record NotNow(WorkerState state) implements Outcome {}
    }

    /** Idempotent while a reboot is pending: the pending one does for both. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Outcome reboot(Worker worker) {
        pools.lock(worker.pool());
        Worker now = current(worker);
        if (now.state() != WorkerState.DEPLOYED) {
            return new Outcome.NotNow(now.state());
        }
        tasks.ask(now.id().value(), now.pool(), TaskKind.REBOOT);
        return new Outcome.Accepted();
    }

    /** Wipes the worker and gives its disk a new key (S113); only where the infrastructure reloads. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Outcome reload(Worker worker, KnownCluster cluster, boolean update) {
        pools.lock(worker.pool());
        Worker now = current(worker);
        return switch (now.state()) {
            case DEPLOYED, RELOADING -> {
                if (update) {
                    workers.changeVersion(now.id(), cluster.version());
                }
                workers.changeState(now.id(), WorkerState.RELOADING, null, null, clock.instant());
                tasks.ask(now.id().value(), now.pool(), TaskKind.RELOAD);
                tellState(now.pool(), now.id(), WorkerState.RELOADING);
                yield new Outcome.Accepted();
            }
            case PROVISION_PENDING, PROVISIONING, PROVISION_FAILED, DELETING, DELETED ->
                new Outcome.NotNow(now.state());
        };
    }

    /** Takes the worker down and orders another in its zone, with a disk key of its own. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Outcome replace(Worker worker, KnownCluster cluster, boolean update) {
        Pool pool = pools.lock(worker.pool());
        Worker now = current(worker);
        if (gone(now.state())) {
            return new Outcome.NotNow(now.state());
        }
        takeDown(now, "replaced");
        String version = update ? cluster.version() : now.version();
        WorkerId replacement = order(cluster, pool, now.zone(), version);
        events.tell(
                pool.id(),
                snapshot -> new WorkerEvent.WorkerReplaced(snapshot, now.id().value(), replacement.value()));
        return new Outcome.Accepted();
    }

    /** Takes one worker down for good. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Outcome remove(Worker worker) {
        pools.lock(worker.pool());
        Worker now = current(worker);
        if (!gone(now.state())) {
            takeDown(now, "removed");
            tellState(now.pool(), now.id(), WorkerState.DELETING);
        }
        return new Outcome.Accepted();
    }

    /** Part of a change that has locked the pool and tells of it. */
    void takeDown(Worker worker, String reason) {
        workers.deleting(worker.id(), reason, clock.instant());
        tasks.ask(worker.id().value(), worker.pool(), TaskKind.REMOVE);
    }

    /** Part of a change that has locked the pool and tells of it; a negative count adds none. */
    void add(KnownCluster cluster, Pool pool, Zone zone, int count) {
        for (int i = 0; i < count; i++) {
            order(cluster, pool, zone.id(), cluster.version());
        }
    }

    private WorkerId order(KnownCluster cluster, Pool pool, String zone, String version) {
        WorkerId id = WorkerId.next(cluster, pool.name(), random);
        workers.insert(id, pool.id(), zone, version, clock.instant());
        switch (keys.of(pool)) {
            case ProviderManaged _, UnderRootKey _, Unconfirmed _ ->
                tasks.ask(id.value(), pool.id(), TaskKind.PROVISION);
            // Opening the pool goes first, and then asks for all workers that wait.
            case Unbound _ -> tasks.ask(pool.id().value(), pool.id(), TaskKind.OPEN_POOL);
        }
        return id;
    }

    void tellState(PoolId pool, WorkerId worker, WorkerState state) {
        events.tell(pool, snapshot -> new WorkerEvent.WorkerStateChanged(snapshot, worker.value(), state.wireName()));
    }

    private Worker current(Worker worker) {
        return workers.find(worker.id()).orElseThrow();
    }

    private static boolean gone(WorkerState state) {
        return state == WorkerState.DELETING || state == WorkerState.DELETED;
    }
}
