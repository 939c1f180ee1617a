package io.claviger.workers.fleet;

import io.claviger.events.WorkerEvent;
import io.claviger.workers.disk.flow.LooseDisks;
import io.claviger.workers.disk.flow.WorkerDisks;
import io.claviger.workers.disk.flow.WorkerDisks.Made;
import io.claviger.workers.node.Reason;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.node.store.DiskTable;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.secret.SecretRefusedException;
import io.claviger.workers.task.Step;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.claviger.workers.task.store.TaskTable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Makes a worker another disk under another passphrase and then destroys the former: reload and update rotate the disk key (S113). */
@ApplicationScoped
class Reload implements Step {

    private static final String REFUSED =
            "The worker node could not be reloaded; its disk was not touched and is closed.";

    private final PoolTable pools;
    private final WorkerTable workers;
    private final DiskTable disks;
    private final TaskTable tasks;
    private final WorkerDisks workerDisks;
    private final LooseDisks loose;
    private final PoolEvents events;
    private final WorkerOrders orders;
    private final WaitingWorkers waiting;
    private final Clock clock;

    Reload(
            PoolTable pools,
            WorkerTable workers,
            DiskTable disks,
            TaskTable tasks,
            WorkerDisks workerDisks,
            LooseDisks loose,
            PoolEvents events,
            WorkerOrders orders,
            WaitingWorkers waiting,
            Clock clock) {
        this.pools = pools;
        this.workers = workers;
        this.disks = disks;
        this.tasks = tasks;
        this.workerDisks = workerDisks;
        this.loose = loose;
        this.events = events;
        this.orders = orders;
        this.waiting = waiting;
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
        try {
            Made made = waiting.noting(task, worker, () -> workerDisks.make(task, pool, worker.id()));
            loose.recording(task, pool, worker.id(), made, () -> reloaded(task, pool, worker, made));
        } catch (SecretRefusedException e) {
            QuarkusTransaction.requiringNew().run(() -> refused(task, pool, worker, e));
        }
    }

    private void reloaded(Task task, Pool pool, Worker worker, Made made) {
        pools.lock(pool.id());
        disks.save(worker.id(), made.place(), made.passphrase());
        if (stillReloading(worker)) {
            // Only pools of the provider's key reload, and that key has one epoch.
            workers.unlocked(worker.id(), 0, clock.instant());
            events.tell(
                    pool.id(),
                    snapshot ->
                            new WorkerEvent.WorkerReloaded(snapshot, worker.id().value()));
        }
        tasks.finish(task);
    }

    /** The former disk is as it was; but the worker is down. */
    private void refused(Task task, Pool pool, Worker worker, SecretRefusedException refusal) {
        pools.lock(pool.id());
        if (stillReloading(worker)) {
            String why = Reason.DISK_LOCKED.code()
                    + ": The cluster does not keep the new key of the disk: %s (%s). Afterwards reload the worker node."
                            .formatted(refusal.getMessage(), refusal.reason());
            workers.changeState(worker.id(), WorkerState.DEPLOYED, null, null, clock.instant());
            workers.locked(worker.id(), REFUSED, why, clock.instant());
            orders.tellState(pool.id(), worker.id(), WorkerState.DEPLOYED);
        }
        tasks.finish(task);
    }

    private boolean stillReloading(Worker worker) {
        return workers.find(worker.id()).orElseThrow().state() == WorkerState.RELOADING;
    }
}
