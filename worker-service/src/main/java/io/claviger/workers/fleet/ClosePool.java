package io.claviger.workers.fleet;

import io.claviger.events.WorkerEvent;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.Kms;
import io.claviger.workers.pool.DiskEncryption;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.PoolState;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.task.Step;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.claviger.workers.task.store.TaskTable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** The last worker is gone: takes the registration back, so that the key may be deleted, and ends the pool. */
@ApplicationScoped
class ClosePool implements Step {

    private static final Logger LOG = Logger.getLogger(ClosePool.class);

    private final PoolTable pools;
    private final TaskTable tasks;
    private final KeyBindings bindings;
    private final Kms kms;
    private final PoolEvents events;

    ClosePool(PoolTable pools, TaskTable tasks, KeyBindings bindings, Kms kms, PoolEvents events) {
        this.pools = pools;
        this.tasks = tasks;
        this.bindings = bindings;
        this.kms = kms;
        this.events = events;
    }

    @Override
    public TaskKind kind() {
        return TaskKind.CLOSE_POOL;
    }

    @Override
    public void run(Task task) {
        Pool pool = pools.byId(task.pool()).orElseThrow();
        DiskEncryption encryption = pool.spec().encryption();
        if (encryption != null) {
            deregister(pool, encryption);
        }
        QuarkusTransaction.requiringNew().run(() -> {
            Pool now = pools.lock(pool.id());
            if (now.state() == PoolState.DELETING) {
                bindings.unbind(pool.crn());
                pools.changeState(pool.id(), PoolState.DELETED);
                events.tell(pool.id(), WorkerEvent.PoolDeleted::new);
            }
            tasks.finish(task);
        });
    }

    private void deregister(Pool pool, DiskEncryption encryption) {
        try {
            kms.deregister(KeyRef.parse(encryption.keyCrn()), pool.crn());
        } catch (KeyRefusedException e) {
            // A refused token is about us and is cured by trying again; any other refusal is about the key, whose
            // registrations go with it.
            if (e.status() == 401 || e.status() == 403 || e.status() == 429) {
                throw e;
            }
            LOG.warnf("registration not taken back pool=%s code=%s", pool.id(), e.code());
        }
    }
}
