package io.claviger.workers.fleet;

import io.claviger.events.WorkerEvent;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.workers.disk.DiskException;
import io.claviger.workers.disk.flow.WorkerDisks;
import io.claviger.workers.node.DiskPlace;
import io.claviger.workers.node.Reason;
import io.claviger.workers.node.SealedPassphrase;
import io.claviger.workers.node.SealedPassphrase.ByProvider;
import io.claviger.workers.node.SealedPassphrase.ByRootKey;
import io.claviger.workers.node.SealedPassphrase.InCluster;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.node.store.DiskTable;
import io.claviger.workers.node.store.DiskTable.Disk;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.rootkey.PoolKeys;
import io.claviger.workers.secret.SecretRefusedException;
import io.claviger.workers.secret.SecretUnreachableException;
import io.claviger.workers.task.Step;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.claviger.workers.task.store.TaskTable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/**
 * Restarts a worker: its disk is closed, and opens again only with the passphrase, which only key-service's own answer gives
 * (I4). That is what makes an enabled key and a reboot, and nothing less, cure a critical worker (S134).
 */
@ApplicationScoped
class Reboot implements Step {

    private static final String WAITING = "The worker node is rebooting and waits until its disk can be opened.";

    private final PoolTable pools;
    private final WorkerTable workers;
    private final DiskTable disks;
    private final TaskTable tasks;
    private final WorkerDisks workerDisks;
    private final PoolKeys keys;
    private final PoolEvents events;
    private final WorkerOrders orders;
    private final Clock clock;

    Reboot(
            PoolTable pools,
            WorkerTable workers,
            DiskTable disks,
            TaskTable tasks,
            WorkerDisks workerDisks,
            PoolKeys keys,
            PoolEvents events,
            WorkerOrders orders,
            Clock clock) {
        this.pools = pools;
        this.workers = workers;
        this.disks = disks;
        this.tasks = tasks;
        this.workerDisks = workerDisks;
        this.keys = keys;
        this.events = events;
        this.orders = orders;
        this.clock = clock;
    }

    private sealed interface Result {
        /** @param passphrase where it is from now on */
        record Opened(DiskPlace place, SealedPassphrase passphrase) implements Result {}

        record Closed(String why) implements Result {}
    }

    @Override
    public TaskKind kind() {
        return TaskKind.REBOOT;
    }

    @Override
    public void run(Task task) {
        Worker worker = workers.find(new WorkerId(task.subject())).orElseThrow();
        if (worker.state() != WorkerState.DEPLOYED) {
            QuarkusTransaction.requiringNew().run(() -> tasks.finish(task));
            return;
        }
        Pool pool = pools.byId(worker.pool()).orElseThrow();
        long epoch = keys.epoch(pool);
        Result result = open(task, pool, worker, disks.find(worker.id()).orElseThrow());
        QuarkusTransaction.requiringNew().run(() -> {
            pools.lock(pool.id());
            if (workers.find(worker.id()).orElseThrow().state() == WorkerState.DEPLOYED) {
                record(worker, result, epoch);
            }
            tasks.finish(task);
        });
    }

    private void record(Worker worker, Result result, long epoch) {
        switch (result) {
            case Result.Opened opened -> {
                if (opened.passphrase() instanceof InCluster) {
                    disks.save(worker.id(), opened.place(), opened.passphrase());
                }
                workers.unlocked(worker.id(), epoch, clock.instant());
                events.tell(
                        worker.pool(),
                        snapshot -> new WorkerEvent.WorkerRebooted(
                                snapshot, worker.id().value()));
            }
            case Result.Closed closed -> {
                close(worker, closed.why());
                orders.tellState(worker.pool(), worker.id(), WorkerState.DEPLOYED);
            }
        }
    }

    private void close(Worker worker, String why) {
        workers.locked(
                worker.id(),
                "The worker node was rebooted and its disk could not be unlocked.",
                Reason.DISK_LOCKED.code() + ": " + why,
                clock.instant());
    }

    /**
     * The worker is down and cannot come up yet: it is not normal, and says what it waits for. Unless the claim ran out: then
     * another replica knows better, and may have opened the disk by now.
     */
    private void waits(Task task, Worker worker, RuntimeException failure) {
        QuarkusTransaction.requiringNew().run(() -> {
            pools.lock(worker.pool());
            if (!tasks.holds(task)) {
                return;
            }
            Worker now = workers.find(worker.id()).orElseThrow();
            if (now.state() == WorkerState.DEPLOYED && !WAITING.equals(now.message())) {
                workers.locked(
                        worker.id(),
                        WAITING,
                        Reason.DISK_LOCKED.code() + ": " + failure.getMessage()
                                + ". It is tried again until it succeeds.",
                        clock.instant());
                orders.tellState(worker.pool(), worker.id(), WorkerState.DEPLOYED);
            }
        });
    }

    private Result open(Task task, Pool pool, Worker worker, Disk disk) {
        try {
            SealedPassphrase passphrase = workerDisks.settled(pool, disk.worker(), disk.place(), disk.passphrase());
            return switch (workerDisks.open(pool, disk.worker(), disk.place(), passphrase)) {
                case OPENED -> new Result.Opened(disk.place(), passphrase);
                case WRONG_PASSPHRASE ->
                    new Result.Closed("The passphrase does not open the disk. Replace the worker node.");
                case NO_VOLUME -> new Result.Closed("The disk is missing or destroyed. Replace the worker node.");
                case UNREADABLE_PASSPHRASE ->
                    new Result.Closed("The stored passphrase is damaged. Replace the worker node.");
                case NO_PASSPHRASE ->
                    new Result.Closed(
                            "The cluster's secret with the disk's key is missing. Reload the worker node: it gets a new disk.");
            };
        } catch (KmsUnreachableException | SecretUnreachableException | DiskException e) {
            waits(task, worker, e);
            throw e;
        } catch (KeyRefusedException e) {
            return new Result.Closed("%s was refused: %s (%s). Make the key usable, then reboot the worker node."
                    .formatted(sealer(disk), e.getMessage(), e.code()));
        } catch (SecretRefusedException e) {
            return new Result.Closed(
                    "The cluster's secret with the disk's key cannot be read: %s (%s). Afterwards reboot the worker node."
                            .formatted(e.getMessage(), e.reason()));
        }
    }

    private static String sealer(Disk disk) {
        return switch (disk.passphrase()) {
            case ByProvider _ -> "The provider's key";
            case InCluster _ -> "The cluster";
            case ByRootKey wrapped -> "Root key " + wrapped.keyCrn();
        };
    }
}
