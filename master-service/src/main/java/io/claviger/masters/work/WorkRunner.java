package io.claviger.masters.work;

import io.claviger.masters.work.MasterWork.Kind;
import io.claviger.masters.work.WorkOutcome.Finished;
import io.claviger.masters.work.WorkOutcome.GoOn;
import io.claviger.masters.work.WorkOutcome.Later;
import io.claviger.masters.work.WorkQueue.Claim;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Does what is due, on virtual threads, a few clusters side by side and each cluster's work in its order. */
@ApplicationScoped
public class WorkRunner {

    private static final Logger LOG = Logger.getLogger(WorkRunner.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final WorkQueue queue;
    private final WorkConfig config;
    private final Map<Kind, MasterWork> kinds;
    private final Semaphore due = new Semaphore(0);
    private final List<Thread> loops = new ArrayList<>();
    private volatile boolean stopped;

    public WorkRunner(WorkQueue queue, WorkConfig config, @All List<MasterWork> works) {
        this.queue = queue;
        this.config = config;
        this.kinds = works.stream().collect(Collectors.toMap(MasterWork::kind, Function.identity()));
    }

    void start(@Observes StartupEvent event) {
        for (int i = 0; config.runner() && i < config.concurrency(); i++) {
            loops.add(Thread.ofVirtual().name("master-work-" + i).start(this::run));
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        loops.forEach(Thread::interrupt);
        for (Thread loop : loops) {
            loop.join(config.lease());
        }
    }

    /** There may be work: do not wait for the next poll. */
    public void wake() {
        due.release();
    }

    /** Does one step of whatever is due; false when nothing was. */
    public boolean step() {
        Optional<Claim> claim = queue.claim(config.lease());
        claim.ifPresent(this::work);
        return claim.isPresent();
    }

    private void run() {
        while (!stopped) {
            try {
                while (!stopped && step()) {
                    // As long as there is something to do, do it.
                }
                if (due.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                    due.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warnf("master work pauses reason=%s", e.getMessage());
                pause();
            } catch (Error e) {
                // Nothing but stop() ends a loop: nobody would notice that it is gone.
                LOG.error("master work pauses", e);
                pause();
            }
        }
    }

    private void work(Claim claim) {
        try {
            MasterWork work = kinds.get(claim.kind());
            if (work == null) {
                throw new IllegalStateException("nobody here does work of kind " + claim.kind());
            }
            switch (work.step(claim)) {
                case GoOn _ -> queue.goOn(claim);
                case Later(Duration pause, String reason) -> {
                    LOG.warnf(
                            "master work waits kind=%s cluster=%s pauseMs=%d reason=%s",
                            claim.kind(), claim.cluster(), pause.toMillis(), reason);
                    queue.putOff(claim, pause);
                }
                case Finished _ -> LOG.infof("master work done kind=%s cluster=%s", claim.kind(), claim.cluster());
            }
        } catch (ClaimLostException e) {
            LOG.infof("master work left kind=%s cluster=%s reason=%s", claim.kind(), claim.cluster(), e.getMessage());
        } catch (RuntimeException | Error e) {
            Duration pause = pauseAfter(claim.attempts());
            LOG.errorf(
                    e,
                    "master work failed kind=%s cluster=%s pauseMs=%d",
                    claim.kind(),
                    claim.cluster(),
                    pause.toMillis());
            queue.putOff(claim, pause);
        }
    }

    /** 0.1 s, then twice as long each time, up to 10 s. */
    public static Duration pauseAfter(int attempts) {
        return Duration.ofMillis(Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(attempts, 7)));
    }

    private void pause() {
        try {
            Thread.sleep(config.poll());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
