package io.claviger.workers.fleet;

import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.secret.SecretUnreachableException;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.store.TaskTable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * While key-service or their cluster cannot be reached, workers that wait for them say so; the work itself is tried again. A
 * try whose claim ran out says nothing: another replica may have finished the work.
 */
@ApplicationScoped
class WaitingWorkers {

    private static final String KEY_SERVICE =
            "Waiting for the key management service, which does not answer. Nothing needs to be done.";

    private static final String CLUSTER =
            "Waiting for the cluster's master, which is to keep the key of the disk. Nothing needs to be done.";

    private final PoolTable pools;
    private final WorkerTable workers;
    private final TaskTable tasks;
    private final Clock clock;

    WaitingWorkers(PoolTable pools, WorkerTable workers, TaskTable tasks, Clock clock) {
        this.pools = pools;
        this.workers = workers;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** For all workers of a pool that wait to be provisioned. */
    <T> T noting(Task task, Pool pool, Supplier<T> call) {
        try {
            return call.get();
        } catch (KmsUnreachableException e) {
            QuarkusTransaction.requiringNew().run(() -> {
                pools.lock(pool.id());
                if (tasks.holds(task)) {
                    workers.live(pool.id()).stream()
                            .filter(worker -> worker.state() == WorkerState.PROVISION_PENDING)
                            .forEach(worker -> note(worker, KEY_SERVICE));
                }
            });
            throw e;
        }
    }

    /** For one worker, which may wait for its cluster as well. */
    <T> T noting(Task task, Worker worker, Supplier<T> call) {
        try {
            return call.get();
        } catch (KmsUnreachableException e) {
            note(task, worker, KEY_SERVICE);
            throw e;
        } catch (SecretUnreachableException e) {
            note(task, worker, CLUSTER);
            throw e;
        }
    }

    private void note(Task task, Worker worker, String message) {
        QuarkusTransaction.requiringNew().run(() -> {
            pools.lock(worker.pool());
            if (tasks.holds(task)) {
                workers.find(worker.id()).ifPresent(now -> note(now, message));
            }
        });
    }

    private void note(Worker worker, String message) {
        if (!message.equals(worker.message())) {
            workers.changeState(worker.id(), worker.state(), message, null, clock.instant());
        }
    }
}
