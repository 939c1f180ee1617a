package io.claviger.workers.task.flow;

import io.claviger.keyclient.kms.KmsException;
import io.claviger.kit.web.Correlation;
import io.claviger.workers.task.ClaimLostException;
import io.claviger.workers.task.NotYetException;
import io.claviger.workers.task.Step;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works off open tasks in chunks. A crash loses nothing: what was claimed is claimed again when its lease ends. A task that
 * fails is put off with growing pauses and never given up; what can never succeed is an outcome that the step records.
 */
@ApplicationScoped
public class TaskRunner {

    private static final Logger LOG = Logger.getLogger(TaskRunner.class);

    private final TaskTable tasks;
    private final Map<TaskKind, Step> steps = new EnumMap<>(TaskKind.class);
    private final TaskConfig config;
    private final TaskSpans spans;
    private final Semaphore due = new Semaphore(0);
    private volatile boolean stopped;
    private @Nullable Thread loop;

    public TaskRunner(TaskTable tasks, @All List<Step> steps, TaskConfig config, TaskSpans spans) {
        this.tasks = tasks;
        this.config = config;
        this.spans = spans;
        steps.forEach(step -> this.steps.put(step.kind(), step));
    }

    void start(@Observes StartupEvent event) {
        for (TaskKind kind : TaskKind.values()) {
            if (!steps.containsKey(kind)) {
                throw new IllegalStateException("nobody does tasks of kind " + kind);
            }
        }
        if (config.runner()) {
            loop = Thread.ofVirtual().name("worker-tasks").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        if (loop != null) {
            loop.interrupt();
            loop.join(Duration.ofSeconds(15));
        }
    }

    /** There may be work: do not wait for the next poll. */
    public void wake() {
        due.release();
    }

    private void run() {
        try (ExecutorService workers = Executors.newFixedThreadPool(
                config.parallel(), Thread.ofVirtual().name("worker-task-", 0).factory())) {
            while (!stopped) {
                try {
                    while (!stopped && chunk(workers)) {
                        due.drainPermits();
                    }
                    if (due.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                        due.drainPermits();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    workers.shutdownNow();
                    return;
                } catch (RuntimeException e) {
                    LOG.warnf("tasks pause reason=%s", e.getMessage());
                    pause();
                }
            }
        }
    }

    private boolean chunk(ExecutorService workers) throws InterruptedException {
        List<Task> claimed = tasks.claim(config.chunk(), config.lease());
        List<Future<Void>> running = workers.invokeAll(claimed.stream()
                .map(task -> Executors.callable(() -> work(task), (Void) null))
                .toList());
        return !running.isEmpty();
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

    private void pause() {
        try {
            Thread.sleep(config.poll());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
