package io.claviger.workers.fleet;

import io.claviger.workers.disk.flow.LooseDisks;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.node.store.DiskTable;
import io.claviger.workers.node.store.DiskTable.Disk;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.PoolState;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.task.Step;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.claviger.workers.task.store.TaskTable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** Destroys a worker's disk and passphrase, with the secret that holds it, and what tries to make it left. The worker's row stays for a while, so that clients see it deleted (clusters-api.md 1.6). */
@ApplicationScoped
class Remove implements Step {

    private final PoolTable pools;
    private final WorkerTable workers;
    private final DiskTable disks;
    private final TaskTable tasks;
    private final LooseDisks loose;
    private final WorkerOrders orders;
    private final Clock clock;

    Remove(
            PoolTable pools,
            WorkerTable workers,
            DiskTable disks,
            TaskTable tasks,
            LooseDisks loose,
            WorkerOrders orders,
            Clock clock) {
        this.pools = pools;
        this.workers = workers;
        this.disks = disks;
        this.tasks = tasks;
        this.loose = loose;
        this.orders = orders;
        this.clock = clock;
    }

    @Override
    public TaskKind kind() {
        return TaskKind.REMOVE;
    }

    @Override
    public void run(Task task) {
        Worker worker = workers.find(new WorkerId(task.subject())).orElseThrow();
        Optional<Disk> disk = disks.find(worker.id());
        loose.destroyAll(pools.byId(worker.pool()).orElseThrow(), worker.id(), disk);
        QuarkusTransaction.requiringNew().run(() -> {
            Pool pool = pools.lock(worker.pool());
            disk.ifPresent(disks::delete);
            workers.changeState(worker.id(), WorkerState.DELETED, null, null, clock.instant());
            orders.tellState(pool.id(), worker.id(), WorkerState.DELETED);
            tasks.finish(task);
            if (pool.state() == PoolState.DELETING && !workers.anyLeft(pool.id())) {
                tasks.ask(pool.id().value(), pool.id(), TaskKind.CLOSE_POOL);
            }
        });
    }
}
