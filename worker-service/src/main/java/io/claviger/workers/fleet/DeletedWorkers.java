package io.claviger.workers.fleet;

import io.claviger.kit.outage.Outage;
import io.claviger.workers.node.store.WorkerTable;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;

/**
 * Forgets workers some time after their deletion, until which clients see them deleted (clusters-api.md 1.6): a pool that is scaled
 * up and down every day would else have a million. Their pools stay, because a name that was a default pool's is not ordered again.
 */
@ApplicationScoped
class DeletedWorkers {

    private static final Logger LOG = Logger.getLogger(DeletedWorkers.class);
    private static final int CHUNK = 1_000;

    private final WorkerTable workers;
    private final FleetConfig config;
    private final Clock clock;

    DeletedWorkers(WorkerTable workers, FleetConfig config, Clock clock) {
        this.workers = workers;
        this.config = config;
        this.clock = clock;
    }

    /** Each chunk by itself, so that no statement takes long. */
    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forget() {
        int forgotten = 0;
        try {
            int chunk;
            do {
                chunk = workers.forget(clock.instant().minus(config.deletedWorkersStay()), CHUNK);
                forgotten += chunk;
            } while (chunk == CHUNK);
        } catch (RuntimeException e) {
            if (!Outage.causes(e)) {
                throw e;
            }
            LOG.debugf("deleted workers stay for now reason=%s", Outage.reason(e));
        }
        if (forgotten > 0) {
            LOG.infof("deleted workers forgotten count=%d", forgotten);
        }
    }
}
