package io.claviger.audit.log.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Signs a growing log though nobody asks: what has been signed can no longer be changed unseen, so the time until then is kept
 * short.
 */
@ApplicationScoped
public class CheckpointClock {

    private static final Logger LOG = Logger.getLogger(CheckpointClock.class);

    private final Checkpoints checkpoints;
    private final AtomicInteger damaged;

    public CheckpointClock(Checkpoints checkpoints, MeterRegistry meters) {
        this.checkpoints = checkpoints;
        this.damaged = meters.gauge("claviger.audit.log.damaged", new AtomicInteger());
    }

    @Scheduled(
            every = "{claviger.audit.log.checkpoint-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sign() {
        try {
            checkpoints.current();
            damaged.set(0);
        } catch (LogDamaged e) {
            if (damaged.getAndSet(1) == 0) {
                LOG.errorf("log damaged, nothing is signed any more reason=%s", e.getMessage());
            }
        } catch (StoreException e) {
            LOG.warnf("checkpoint waits reason=%s", e.getMessage());
        }
    }
}
