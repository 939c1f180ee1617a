package io.claviger.keyclient.reaction;

import io.claviger.keyclient.binding.KeyBound;
import io.claviger.kit.outage.Outage;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works off the key jobs on one virtual thread: one chunk, one transaction. A crash loses at most the chunk in hand, which
 * the next claim repeats. A job that fails is put off with growing pauses and never given up.
 */
@ApplicationScoped
public class KeyJobRunner {

    private static final Logger LOG = Logger.getLogger(KeyJobRunner.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private final KeyJobSteps steps;
    private final KeyReaction reaction;
    private final ReactionConfig config;
    private final Semaphore due = new Semaphore(0);
    private volatile boolean stopped;
    private @Nullable Thread loop;

    KeyJobRunner(KeyJobSteps steps, KeyReaction reaction, ReactionConfig config) {
        this.steps = steps;
        this.reaction = reaction;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.runner()) {
            loop = Thread.ofVirtual().name("key-jobs").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        wake();
        // An interrupt in the middle of a read costs a connection; mostly the loop ends by itself.
        if (loop != null && !loop.join(Duration.ofSeconds(2))) {
            loop.interrupt();
            loop.join(Duration.ofSeconds(10));
        }
    }

    /** There may be work: do not wait for the next poll. */
    public void wake() {
        due.release();
    }

    /** Keeps what key-service says from getting older than the reconciliation period, whatever the bus lost (I3). */
    @Scheduled(every = "${claviger.keys.reaction.tick:5s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void reconcile() {
        if (!config.runner()) {
            return;
        }
        try {
            if (reaction.reconcile() > 0) {
                wake();
            }
        } catch (RuntimeException e) {
            if (!Outage.causes(e)) {
                throw e;
            }
            LOG.debugf("reconciliation waits reason=%s", Outage.reason(e));
        }
    }

    /** A dependant was bound: what hangs from the key is checked as soon as that is committed. */
    void onBound(@Observes(during = TransactionPhase.AFTER_SUCCESS) KeyBound bound) {
        wake();
    }

    /** Nothing but {@link #stop} ends this: without it a service would never again learn that a key is back, or rotated. */
    private void run() {
        Duration pause = config.poll();
        while (!stopped) {
            try {
                while (!stopped && steps.step()) {
                    due.drainPermits();
                }
                pause = config.poll();
                if (due.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    due.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                if (stopped) {
                    return;
                }
                if (Outage.causes(e)) {
                    LOG.warnf("key jobs pause pauseMs=%d reason=%s", pause.toMillis(), Outage.reason(e));
                } else {
                    LOG.errorf(e, "key jobs pause pauseMs=%d", pause.toMillis());
                }
                pause = pauseAndGrow(pause);
            }
        }
    }

    private static Duration pauseAndGrow(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            // Only stop() interrupts; the loop's condition ends it.
            Thread.currentThread().interrupt();
        }
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
