package io.claviger.keyclient.reaction;

import io.claviger.keyclient.binding.KeyBound;
import io.claviger.keyclient.binding.KeyInQuestion;
import io.claviger.kit.outage.Outage;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works off the key jobs: one chunk, one transaction. A crash loses at most the chunk in hand, which the next claim repeats. A
 * job that fails is put off with growing pauses and never given up.
 *
 * <p>Questions have threads of their own: they keep leases alive, and must not wait for a re-wrap that a slow key-service takes
 * its time with, nor for each other.
 */
@ApplicationScoped
public class KeyJobRunner {

    private static final Logger LOG = Logger.getLogger(KeyJobRunner.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private final KeyQuestions questions;
    private final KeyReaction reaction;
    private final ReactionConfig config;
    private final List<Loop> loops;
    private volatile boolean stopped;

    KeyJobRunner(KeyJobSteps steps, KeyQuestions questions, KeyReaction reaction, ReactionConfig config) {
        this.questions = questions;
        this.reaction = reaction;
        this.config = config;
        // Neither what follows from answers nor what waited for its turn need wait for the next poll.
        this.loops = List.of(
                new Loop("key-questions", () -> !questions.begin(this::wake).isEmpty()),
                new Loop("key-jobs", steps::work));
    }

    /** What was known before the service was down is confirmed first. */
    void start(@Observes StartupEvent event) {
        if (config.runner()) {
            loops.forEach(Loop::start);
            reconcileSoon();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        wake();
        for (Loop loop : loops) {
            loop.stop();
        }
        questions.stop();
    }

    /** There may be work: do not wait for the next poll. */
    public void wake() {
        loops.forEach(loop -> loop.due.release());
    }

    /** Something may have been missed: do not wait for the next tick. */
    void reconcileSoon() {
        Thread.ofVirtual().name("key-reconciliation").start(this::reconcile);
    }

    /** Keeps what key-service says from getting older than the reconciliation period, whatever the bus lost (I3). */
    @Scheduled(every = "${claviger.keys.reaction.tick:2s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
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

    void onQuestion(@Observes(during = TransactionPhase.AFTER_SUCCESS) KeyInQuestion question) {
        wake();
    }

    /** One kind of work, again and again. */
    private final class Loop {
        private final String name;
        private final BooleanSupplier step;
        private final Semaphore due = new Semaphore(0);
        private @Nullable Thread thread;

        Loop(String name, BooleanSupplier step) {
            this.name = name;
            this.step = step;
        }

        void start() {
            thread = Thread.ofVirtual().name(name).start(this::run);
        }

        void stop() throws InterruptedException {
            // An interrupt in the middle of a read costs a connection; mostly the loop ends by itself.
            if (thread != null && !thread.join(Duration.ofSeconds(2))) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(10));
            }
        }

        /** Nothing but stopping ends this: without it a service would never again learn that a key is back, or rotated. */
        private void run() {
            Duration pause = config.poll();
            while (!stopped) {
                try {
                    while (!stopped && step.getAsBoolean()) {
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
                        LOG.warnf("%s pause pauseMs=%d reason=%s", name, pause.toMillis(), Outage.reason(e));
                    } else {
                        LOG.errorf(e, "%s pause pauseMs=%d", name, pause.toMillis());
                    }
                    pause = pauseAndGrow(pause);
                }
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
