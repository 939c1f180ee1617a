package io.claviger.workers.fleet;

import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.store.TaskTable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * While key-service cannot be reached, workers that wait for it say so; the work itself is tried again. A try whose claim ran
 * out says nothing: another replica may have finished the work.
 */
@ApplicationScoped
class WaitingWorkers {

    private static final String MESSAGE =
            "Waiting for the key management service, which does not answer. Nothing needs to be done.";

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
                            .forEach(this::note);
                }
            });
            throw e;
        }
    }

    /** For one worker. */
    <T> T noting(Task task, Worker worker, Supplier<T> call) {
        try {
            return call.get();
        } catch (KmsUnreachableException e) {
            QuarkusTransaction.requiringNew().run(() -> {
                pools.lock(worker.pool());
                if (tasks.holds(task)) {
                    workers.find(worker.id()).ifPresent(this::note);
                }
            });
            throw e;
        }
    }

    private void note(Worker worker) {
        if (!MESSAGE.equals(worker.message())) {
            workers.changeState(worker.id(), worker.state(), MESSAGE, null, clock.instant());
        }
    }
}
