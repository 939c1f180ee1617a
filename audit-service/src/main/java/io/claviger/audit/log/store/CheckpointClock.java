package io.claviger.audit.log.store;

import io.claviger.audit.note.SignedNote;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Signs a growing log though nobody asks: what has been signed can no longer be changed unseen, so the time until then is kept
 * short. Each signature is also kept outside of the database, and before each one the database is held against what was kept.
 */
@ApplicationScoped
public class CheckpointClock {

    private static final Logger LOG = Logger.getLogger(CheckpointClock.class);

    private final Checkpoints checkpoints;
    private final CheckpointMemory memory;
    private final AtomicInteger damaged;
    private volatile long signed = System.nanoTime();

    public CheckpointClock(Checkpoints checkpoints, CheckpointMemory memory, MeterRegistry meters) {
        this.checkpoints = checkpoints;
        this.memory = memory;
        this.damaged = meters.gauge("claviger.audit.log.damaged", new AtomicInteger());
        Gauge.builder("claviger.audit.log.unsigned.age", this::unsignedSeconds)
                .description("since when this replica could neither sign the log nor see that it is signed")
                .baseUnit("seconds")
                .register(meters);
    }

    @Scheduled(
            every = "{claviger.audit.log.checkpoint-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void sign() {
        try {
            // First what is remembered, then what is there: another replica commits before it publishes.
            Optional<SignedNote> remembered = memory.newest();
            SignedCheckpoint current = checkpoints.current(remembered);
            if (!remembered.equals(Optional.of(current.note()))) {
                memory.keep(current.note());
            }
            signed = System.nanoTime();
            damaged.set(0);
        } catch (LogDamaged e) {
            if (damaged.getAndSet(1) == 0) {
                LOG.errorf("log damaged, nothing is signed any more reason=%s", e.getMessage());
            }
        } catch (StoreException | MemoryAway e) {
            LOG.warnf("checkpoint waits reason=%s", e.getMessage());
        }
    }

    private double unsignedSeconds() {
        return (System.nanoTime() - signed) / (double) Duration.ofSeconds(1).toNanos();
    }
}
