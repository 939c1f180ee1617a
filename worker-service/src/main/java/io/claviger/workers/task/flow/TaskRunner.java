package io.claviger.workers.task.flow;

import io.claviger.keyclient.kms.KmsException;
import io.claviger.kit.web.Correlation;
import io.claviger.kit.work.Loops;
import io.claviger.workers.task.ClaimLostException;
import io.claviger.workers.task.NotYetException;
import io.claviger.workers.task.Step;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.claviger.workers.task.Turns;
import io.claviger.workers.task.store.TaskTable;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Works off open tasks. A crash loses nothing: what was claimed is claimed again when its lease ends. A task that
 * fails is put off with growing pauses and never given up; what can never succeed is an outcome that the step records.
 */
@ApplicationScoped
public class TaskRunner {

    private static final Logger LOG = Logger.getLogger(TaskRunner.class);
    /** Longer than formatting a disk; what takes longer waits for somebody, and others need not wait with it. */
    private static final Duration SLOW = Duration.ofSeconds(3);

    private final TaskTable tasks;
    private final Map<TaskKind, Step> steps = new EnumMap<>(TaskKind.class);
    private final TaskConfig config;
    private final TaskSpans spans;
    private final Turns turns;
    private final Loops loops;

    public TaskRunner(TaskTable tasks, @All List<Step> steps, TaskConfig config, TaskSpans spans) {
        this.tasks = tasks;
        this.config = config;
        this.spans = spans;
        this.turns = new Turns(Math.max(1, config.parallel() - 1), 2 * config.parallel());
        steps.forEach(step -> this.steps.put(step.kind(), step));
        this.loops = new Loops("worker-tasks", config.parallel(), SLOW, config.poll(), this::step);
    }

    void start(@Observes StartupEvent event) {
        for (TaskKind kind : TaskKind.values()) {
            if (!steps.containsKey(kind)) {
                throw new IllegalStateException("nobody does tasks of kind " + kind);
            }
        }
        if (config.runner()) {
            loops.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loops.stop(Duration.ofSeconds(15));
    }

    /** There may be work: do not wait for the next poll. */
    public void wake() {
        loops.wake();
    }

    private boolean step() {
        Optional<Task> claimed = turns.take(
                taken -> tasks.claim(1, config.lease(), taken).stream().findFirst());
        claimed.ifPresent(task -> {
            try {
                work(task);
            } finally {
                turns.give(task);
            }
        });
        return claimed.isPresent();
    }

    void work(Task task) {
        Step step = Objects.requireNonNull(steps.get(task.kind()), "every kind has a step; start() made sure");
        try {
            spans.in(task, () -> Correlation.with(task.correlationId(), () -> step.run(task)));
        } catch (ClaimLostException e) {
            LOG.warnf("task lost kind=%s subject=%s reason=%s", task.kind(), task.subject(), e.getMessage());
        } catch (RuntimeException e) {
            putOff(task, e);
        }
    }

    private void putOff(Task task, RuntimeException failure) {
        Duration pause =
                Duration.ofMillis(Math.min(config.longestPause().toMillis(), 100L << Math.min(task.attempts(), 10)));
        if (failure instanceof KmsException || failure instanceof NotYetException) {
            LOG.warnf(
                    "task waits kind=%s subject=%s pauseMs=%d reason=%s",
                    task.kind(), task.subject(), pause.toMillis(), failure.getMessage());
        } else {
            LOG.errorf(
                    failure,
                    "task failed kind=%s subject=%s pauseMs=%d",
                    task.kind(),
                    task.subject(),
                    pause.toMillis());
        }
        try {
            tasks.putOff(task, pause);
        } catch (RuntimeException e) {
            // The lease ends by itself.
            LOG.warnf("task not put off subject=%s reason=%s", task.subject(), e.getMessage());
        }
    }
}
