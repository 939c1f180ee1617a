package io.claviger.workers.fleet;

import io.claviger.events.WorkerEvent;
import io.claviger.workers.disk.flow.WorkerDisks;
import io.claviger.workers.disk.flow.WorkerDisks.Made;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.node.store.DiskTable;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.task.Step;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.claviger.workers.task.store.TaskTable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Wipes a worker's disk and makes it anew under another passphrase: reload and update rotate the disk key (S113). */
@ApplicationScoped
class Reload implements Step {

    private final PoolTable pools;
    private final WorkerTable workers;
    private final DiskTable disks;
    private final TaskTable tasks;
    private final WorkerDisks workerDisks;
    private final PoolEvents events;
    private final Clock clock;

    Reload(
            PoolTable pools,
            WorkerTable workers,
            DiskTable disks,
            TaskTable tasks,
            WorkerDisks workerDisks,
            PoolEvents events,
            Clock clock) {
        this.pools = pools;
        this.workers = workers;
        this.disks = disks;
        this.tasks = tasks;
        this.workerDisks = workerDisks;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public TaskKind kind() {
        return TaskKind.RELOAD;
    }

    @Override
    public void run(Task task) {
        Worker worker = workers.find(new WorkerId(task.subject())).orElseThrow();
        if (worker.state() != WorkerState.RELOADING) {
            QuarkusTransaction.requiringNew().run(() -> tasks.finish(task));
            return;
        }
        Pool pool = pools.byId(worker.pool()).orElseThrow();
        Made made = workerDisks.make(pool, worker.id());
        QuarkusTransaction.requiringNew().run(() -> {
            pools.lock(pool.id());
            disks.save(worker.id(), made.driver(), made.passphrase());
            if (workers.find(worker.id()).orElseThrow().state() == WorkerState.RELOADING) {
                // Only pools of the provider's key reload, and that key has one epoch.
                workers.unlocked(worker.id(), 0, clock.instant());
                events.tell(
                        pool.id(),
                        snapshot -> new WorkerEvent.WorkerReloaded(
                                snapshot, worker.id().value()));
            }
            tasks.finish(task);
        });
    }
}
