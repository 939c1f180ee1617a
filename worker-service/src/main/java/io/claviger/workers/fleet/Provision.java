package io.claviger.workers.fleet;

import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.workers.disk.flow.LooseDisks;
import io.claviger.workers.disk.flow.WorkerDisks;
import io.claviger.workers.disk.flow.WorkerDisks.Made;
import io.claviger.workers.node.Health;
import io.claviger.workers.node.SealedPassphrase;
import io.claviger.workers.node.SealedPassphrase.ByRootKey;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.node.store.DiskTable;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.rootkey.PoolKeys;
import io.claviger.workers.secret.SecretRefusedException;
import io.claviger.workers.task.Step;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.claviger.workers.task.store.TaskTable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** Builds a worker: a disk under a passphrase of its own, sealed, opened once, and then the worker is deployed. */
@ApplicationScoped
class Provision implements Step {

    private final PoolTable pools;
    private final WorkerTable workers;
    private final DiskTable disks;
    private final TaskTable tasks;
    private final WorkerDisks workerDisks;
    private final LooseDisks loose;
    private final PoolKeys keys;
    private final KeyBindings bindings;
    private final WorkerOrders orders;
    private final WaitingWorkers waiting;
    private final Clock clock;

    Provision(
            PoolTable pools,
            WorkerTable workers,
            DiskTable disks,
            TaskTable tasks,
            WorkerDisks workerDisks,
            LooseDisks loose,
            PoolKeys keys,
            KeyBindings bindings,
            WorkerOrders orders,
            WaitingWorkers waiting,
            Clock clock) {
        this.pools = pools;
        this.workers = workers;
        this.disks = disks;
        this.tasks = tasks;
        this.workerDisks = workerDisks;
        this.loose = loose;
        this.keys = keys;
        this.bindings = bindings;
        this.orders = orders;
        this.waiting = waiting;
        this.clock = clock;
    }

    @Override
    public TaskKind kind() {
        return TaskKind.PROVISION;
    }

    @Override
    public void run(Task task) {
        Worker worker = begin(task).orElse(null);
        if (worker == null) {
            return;
        }
        Pool pool = pools.byId(worker.pool()).orElseThrow();
        long epoch = keys.epoch(pool);
        try {
            Made made = waiting.noting(task, worker, () -> workerDisks.make(task, pool, worker.id()));
            loose.recording(task, pool, worker.id(), made, () -> deployed(task, pool, worker, made, epoch));
        } catch (KeyRefusedException e) {
            String why = "Root key of the pool was refused: %s (%s)".formatted(e.getMessage(), e.code());
            QuarkusTransaction.requiringNew()
                    .run(() -> failed(task, pool, worker, Health.ENCRYPTED_STORAGE_FAILED, why));
        } catch (SecretRefusedException e) {
            String why = "The cluster does not keep the disk's key: %s (%s). Afterwards replace the worker node."
                    .formatted(e.getMessage(), e.reason());
            QuarkusTransaction.requiringNew().run(() -> failed(task, pool, worker, Health.CLUSTER_KEY_FAILED, why));
        }
    }

    /** Empty, and the task is finished, when the worker is no longer to be built: only under the lock is that certain. */
    private Optional<Worker> begin(Task task) {
        return QuarkusTransaction.requiringNew().call(() -> {
            pools.lock(task.pool());
            Worker worker = workers.find(new WorkerId(task.subject())).orElseThrow();
            if (!building(worker.state())) {
                tasks.finish(task);
                return Optional.empty();
            }
            if (worker.state() == WorkerState.PROVISION_PENDING) {
                workers.changeState(worker.id(), WorkerState.PROVISIONING, null, null, clock.instant());
            }
            return Optional.of(worker);
        });
    }

    private void deployed(Task task, Pool pool, Worker worker, Made made, long epoch) {
        pools.lock(pool.id());
        disks.save(worker.id(), made.place(), upToDate(made));
        if (stillBuilding(worker)) {
            workers.unlocked(worker.id(), epoch, clock.instant());
            orders.tellState(pool.id(), worker.id(), WorkerState.DEPLOYED);
        }
        tasks.finish(task);
    }

    /**
     * Holds the key's row until the commit: a rotation either sees this passphrase among those to be re-wrapped, or was before
     * and makes this try start over. Without it a passphrase could stay under an old version for good (I7).
     */
    private SealedPassphrase upToDate(Made made) {
        if (made.passphrase() instanceof ByRootKey wrapped) {
            BoundKey key = bindings.lock(wrapped.keyCrn())
                    .orElseThrow(() -> new IllegalStateException("the pool is no longer bound to " + wrapped.keyCrn()));
            if (!key.versionId().equals(wrapped.versionId())) {
                throw new KeyRotatedMeanwhileException(wrapped.keyCrn());
            }
        }
        return made.passphrase();
    }

    private void failed(Task task, Pool pool, Worker worker, String message, String why) {
        pools.lock(pool.id());
        if (stillBuilding(worker)) {
            workers.changeState(worker.id(), WorkerState.PROVISION_FAILED, message, why, clock.instant());
            orders.tellState(pool.id(), worker.id(), WorkerState.PROVISION_FAILED);
        }
        tasks.finish(task);
    }

    private boolean stillBuilding(Worker worker) {
        return building(workers.find(worker.id()).orElseThrow().state());
    }

    private static boolean building(WorkerState state) {
        return state == WorkerState.PROVISION_PENDING || state == WorkerState.PROVISIONING;
    }
}
