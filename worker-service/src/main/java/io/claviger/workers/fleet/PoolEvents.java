package io.claviger.workers.fleet;

import io.claviger.events.PoolSnapshot;
import io.claviger.events.WorkerEvent;
import io.claviger.kit.outbox.Outbox;
import io.claviger.workers.pool.PoolId;
import io.claviger.workers.pool.store.PoolTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;

/** Tells of a change in the transaction that makes it (I2); the pool's row is locked by then, so revisions are in order. */
@ApplicationScoped
class PoolEvents {

    private final PoolTable pools;
    private final Outbox outbox;

    PoolEvents(PoolTable pools, Outbox outbox) {
        this.pools = pools;
        this.outbox = outbox;
    }

    void tell(PoolId pool, Function<PoolSnapshot, WorkerEvent> event) {
        outbox.append(event.apply(pools.nextSnapshot(pool)));
    }
}
