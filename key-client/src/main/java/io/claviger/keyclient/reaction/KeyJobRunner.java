package io.claviger.keyclient.reaction;

import io.claviger.keyclient.kms.KeyAnswer;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.KmsException;
import io.claviger.keyclient.reaction.KeyJobs.Job;
import io.claviger.kit.web.Correlation;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works off the key jobs on one virtual thread: one chunk, one transaction. A crash loses at most the chunk in hand, which
 * the next claim repeats. A job that fails is put off with growing pauses and never given up.
 */
@ApplicationScoped
public class KeyJobRunner {

    private static final Logger LOG = Logger.getLogger(KeyJobRunner.class);
    /** Longer than a call to key-service may take; a worker that was killed gives its claim up after this. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final KeyJobs jobs;
    private final KeyReaction reaction;
    private final Dependants dependants;
    private final Kms kms;
    private final ReactionConfig config;
    private final Semaphore due = new Semaphore(0);
    private volatile boolean stopped;
    private @Nullable Thread loop;

    KeyJobRunner(KeyJobs jobs, KeyReaction reaction, Dependants dependants, Kms kms, ReactionConfig config) {
        this.jobs = jobs;
        this.reaction = reaction;
        this.dependants = dependants;
        this.kms = kms;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.runner()) {
            loop = Thread.ofVirtual().name("key-jobs").start(this::run);
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

    /** Keeps what key-service says from getting older than the reconciliation period, whatever the bus lost (I3). */
    @Scheduled(every = "${claviger.keys.reaction.tick:5s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void reconcile() {
        if (config.runner() && reaction.reconcile() > 0) {
            wake();
        }
    }

    private void run() {
        while (!stopped) {
            try {
                while (!stopped && step()) {
                    due.drainPermits();
                }
                if (due.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                    due.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warnf("key jobs pause reason=%s", e.getMessage());
                pause();
            }
        }
    }

    /** Does what is due once: all re-checks in one call, then one chunk of the rest. False when nothing was due. */
    boolean step() {
        boolean asked = recheck();
        boolean worked = chunk(KeyJobs.Kind.ANNOUNCE, reaction::announceChunk);
        return chunk(KeyJobs.Kind.REWRAP, reaction::rewrapChunk) || asked || worked;
    }

    /** One batched question for all keys that are due; each answer is applied in a transaction of its own. */
    private boolean recheck() {
        List<Job> due = jobs.claim(KeyJobs.Kind.RECHECK, Kms.BATCH, LEASE);
        if (due.isEmpty()) {
            return false;
        }
        Map<String, KeyAnswer> answers;
        try {
            answers = kms.states(due.stream().map(Job::keyCrn).toList());
        } catch (RuntimeException e) {
            due.forEach(job -> putOff(job, e));
            return true;
        }
        for (Job job : due) {
            // A key that key-service leaves out of a complete answer is one it does not know.
            KeyAnswer answer = answers.getOrDefault(job.keyCrn(), new KeyAnswer.Unknown(job.keyCrn()));
            AtomicBoolean forget = new AtomicBoolean();
            guarded(job, () -> {
                jobs.close(job);
                forget.set(reaction.onAnswer(job.keyCrn(), answer));
            });
            if (forget.get()) {
                dependants.forget(job.keyCrn());
            }
        }
        return true;
    }

    private boolean chunk(KeyJobs.Kind kind, Consumer<Job> work) {
        List<Job> due = jobs.claim(kind, 1, LEASE);
        due.forEach(job -> guarded(job, () -> work.accept(job)));
        return !due.isEmpty();
    }

    private void guarded(Job job, Runnable work) {
        try {
            inTraceOf(job, () -> QuarkusTransaction.requiringNew().run(work));
        } catch (RuntimeException e) {
            putOff(job, e);
        }
    }

    private void putOff(Job job, RuntimeException failure) {
        Duration pause = Duration.ofMillis(Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(job.attempts(), 7)));
        if (failure instanceof KmsException) {
            LOG.warnf(
                    "key job waits kind=%s key=%s pauseMs=%d reason=%s",
                    job.kind(), job.keyCrn(), pause.toMillis(), failure.getMessage());
        } else {
            LOG.errorf(failure, "key job failed kind=%s key=%s pauseMs=%d", job.kind(), job.keyCrn(), pause.toMillis());
        }
        jobs.putOff(job, pause);
    }

    private static void inTraceOf(Job job, Runnable work) {
        Context parent = job.traceparent() == null
                ? Context.current()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), job.traceparent(), TRACEPARENT);
        Tracer tracer = GlobalOpenTelemetry.getTracer("io.claviger.keyclient");
        Span span =
                tracer.spanBuilder("key-job " + job.kind()).setParent(parent).startSpan();
        try (Scope scope = span.makeCurrent()) {
            Correlation.with(job.correlationId(), work);
        } finally {
            span.end();
        }
    }

    private static final TextMapGetter<String> TRACEPARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String carrier) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return "traceparent".equalsIgnoreCase(key) ? carrier : null;
        }
    };

    private void pause() {
        try {
            Thread.sleep(config.poll());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
