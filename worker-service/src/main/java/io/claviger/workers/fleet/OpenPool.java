package io.claviger.workers.fleet;

import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.binding.Availability;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.kms.KeyAnswer;
import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.workers.authorization.VolumeRights;
import io.claviger.workers.node.Health;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.DiskEncryption;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.PoolState;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.task.ClaimLostException;
import io.claviger.workers.task.Step;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.claviger.workers.task.store.TaskTable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/**
 * Hangs a pool from its root key: asks key-service about the key, registers the pool on it, binds it, and then has the waiting
 * workers provisioned. A key that is gone or unusable by then fails the workers (clusters-api.md 2.3).
 */
@ApplicationScoped
class OpenPool implements Step {

    private final PoolTable pools;
    private final WorkerTable workers;
    private final TaskTable tasks;
    private final KeyBindings bindings;
    private final Kms kms;
    private final VolumeRights rights;
    private final WorkerOrders orders;
    private final WaitingWorkers waiting;
    private final Clock clock;

    OpenPool(
            PoolTable pools,
            WorkerTable workers,
            TaskTable tasks,
            KeyBindings bindings,
            Kms kms,
            VolumeRights rights,
            WorkerOrders orders,
            WaitingWorkers waiting,
            Clock clock) {
        this.pools = pools;
        this.workers = workers;
        this.tasks = tasks;
        this.bindings = bindings;
        this.kms = kms;
        this.rights = rights;
        this.orders = orders;
        this.waiting = waiting;
        this.clock = clock;
    }

    private sealed interface Answer {
        record Usable(KeySnapshot key) implements Answer {}

        record Refused(String why) implements Answer {}
    }

    @Override
    public TaskKind kind() {
        return TaskKind.OPEN_POOL;
    }

    @Override
    public void run(Task task) {
        Pool pool = pools.byId(task.pool()).orElseThrow();
        DiskEncryption encryption = pool.spec().encryption();
        if (encryption == null || pool.state() != PoolState.NORMAL) {
            QuarkusTransaction.requiringNew().run(() -> tasks.finish(task));
            return;
        }
        try {
            Answer answer = waiting.noting(task, pool, () -> ask(pool, encryption));
            QuarkusTransaction.requiringNew().run(() -> opened(task, pool, answer));
        } catch (ClaimLostException | KmsUnreachableException e) {
            QuarkusTransaction.requiringNew().run(() -> takeBack(task, pool));
            throw e;
        }
    }

    private void opened(Task task, Pool pool, Answer answer) {
        pools.lock(pool.id());
        List<Worker> pending = workers.live(pool.id()).stream()
                .filter(worker -> worker.state() == WorkerState.PROVISION_PENDING)
                .toList();
        switch (answer) {
            case Answer.Usable usable -> {
                bindings.bind(pool.crn(), usable.key());
                pending.forEach(worker -> tasks.ask(worker.id().value(), pool.id(), TaskKind.PROVISION));
            }
            case Answer.Refused refused -> pending.forEach(worker -> fail(worker, refused.why()));
        }
        tasks.finish(task);
    }

    /**
     * A registration that came, or may have come, after the pool's end would keep the key from being deleted for ever. As a task of
     * its own, because key-service may be away by now. While there are workers the closing is still to come.
     */
    private void takeBack(Task task, Pool pool) {
        boolean ended = pools.lock(pool.id()).state() != PoolState.NORMAL && !workers.anyLeft(pool.id());
        if (ended && !tasks.holds(task)) {
            tasks.askAgain(pool.id().value(), pool.id(), TaskKind.CLOSE_POOL);
        }
    }

    private Answer ask(Pool pool, DiskEncryption asked) {
        String crn = asked.keyCrn();
        try {
            DiskEncryption encryption = kms.key(asked.instanceId(), asked.keyId())
                    .flatMap(key -> asked.named(key.crn()))
                    .orElse(null);
            if (encryption == null) {
                return new Answer.Refused("Root key " + crn + " does not exist.");
            }
            crn = encryption.keyCrn();
            KeyAnswer answer = KeyAnswer.about(crn, kms.states(List.of(crn)));
            return switch (answer) {
                case KeyAnswer.Unknown _ -> new Answer.Refused("Root key " + crn + " does not exist.");
                case KeyAnswer.Known known -> register(pool, known.key());
            };
        } catch (KeyRefusedException e) {
            return new Answer.Refused("Root key %s was refused: %s (%s)".formatted(crn, e.getMessage(), e.code()));
        }
    }

    private Answer register(Pool pool, KeySnapshot key) {
        if (Availability.ofState(key.state()) != Availability.AVAILABLE) {
            return new Answer.Refused(
                    "Root key %s is in state %d since %s.".formatted(key.crn(), key.state(), key.stateSince()));
        }
        rights.passOn(key.crn());
        // Before there is a registration: who ends the pool has to find it.
        QuarkusTransaction.requiringNew().run(() -> pools.nameKey(pool.id(), key.crn()));
        kms.register(KeyRef.parse(key.crn()), pool.crn(), "Disks of worker pool " + pool.name());
        return new Answer.Usable(key);
    }

    private void fail(Worker worker, String why) {
        workers.changeState(
                worker.id(), WorkerState.PROVISION_FAILED, Health.ENCRYPTED_STORAGE_FAILED, why, clock.instant());
        orders.tellState(worker.pool(), worker.id(), WorkerState.PROVISION_FAILED);
    }
}
