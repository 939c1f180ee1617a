package io.claviger.masters.work;

import io.claviger.kit.work.Loops;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Does what is due, on virtual threads, a few clusters side by side and each cluster's work in its order. */
@ApplicationScoped
public class WorkRunner {

    private static final Logger LOG = Logger.getLogger(WorkRunner.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** A step that asks a key service that hangs, or that rests for the sake of readers, keeps nobody waiting for longer. */
    private static final Duration SLOW = Duration.ofMillis(500);

    private final WorkQueue queue;
    private final WorkConfig config;
    private final Map<Kind, MasterWork> kinds;
    private final Loops loops;

    public WorkRunner(WorkQueue queue, WorkConfig config, @All List<MasterWork> works) {
        this.queue = queue;
        this.config = config;
        this.kinds = works.stream().collect(Collectors.toMap(MasterWork::kind, Function.identity()));
        this.loops = new Loops("master-work", config.concurrency(), SLOW, config.poll(), this::step);
    }

    void start(@Observes StartupEvent event) {
        if (config.runner()) {
            loops.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loops.stop(config.lease());
    }

    /** There may be work: do not wait for the next poll. */
    public void wake() {
        loops.wake();
    }

    /** Does one step of whatever is due; false when nothing was. */
    public boolean step() {
        Optional<Claim> claim = queue.claim(config.lease());
        claim.ifPresent(this::work);
        return claim.isPresent();
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
}
