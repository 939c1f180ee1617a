package io.claviger.keyclient.reaction;

import io.claviger.keyclient.binding.KeyBound;
import io.claviger.keyclient.kms.KeyAnswer;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.KmsException;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.keyclient.reaction.KeyJobs.Job;
import io.claviger.kit.outage.Outage;
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
import jakarta.enterprise.event.TransactionPhase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
    /** A worker that was killed gives its claim up after this. One that is only slow does work twice, which is harmless. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** About the caller, not about one of the keys. */
    private static final int FORBIDDEN = 403;

    private static final Duration LONGEST_OUTAGE_PAUSE = Duration.ofSeconds(3);

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
                while (!stopped && step()) {
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

    /** Does what is due once: all re-checks, then one chunk of the rest. False when nothing was due. */
    boolean step() {
        boolean asked = recheck();
        boolean worked = chunk(KeyJobs.Kind.ANNOUNCE, reaction::announceChunk);
        return chunk(KeyJobs.Kind.REWRAP, reaction::rewrapChunk) || asked || worked;
    }

    private boolean recheck() {
        List<Job> due = jobs.claim(KeyJobs.Kind.RECHECK, Kms.BATCH, LEASE);
        if (!due.isEmpty()) {
            recheck(due);
        }
        return !due.isEmpty();
    }

    /** One batched question; each answer is applied in a transaction of its own. */
    private void recheck(List<Job> due) {
        Map<String, KeyAnswer> answers = new HashMap<>();
        try {
            // Only a question about a single key belongs to the trace of what happened to that key.
            inTraceOf(
                    due.size() == 1 ? due.getFirst() : null,
                    () -> answers.putAll(
                            kms.states(due.stream().map(Job::keyCrn).toList())));
        } catch (KeyRefusedException e) {
            if (due.size() == 1 || e.status() == FORBIDDEN) {
                putOff(due, e);
                return;
            }
            // One key that key-service refuses to talk about must not keep the others from being asked about.
            recheck(due.subList(0, due.size() / 2));
            recheck(due.subList(due.size() / 2, due.size()));
            return;
        } catch (RuntimeException e) {
            putOff(due, e);
            return;
        }
        List<Job> unanswered = new ArrayList<>();
        for (Job job : due) {
            KeyAnswer answer = answers.get(job.keyCrn());
            if (answer == null) {
                unanswered.add(job);
            } else {
                apply(job, answer);
            }
        }
        if (!unanswered.isEmpty()) {
            // A key it does not know is answered as unknown. No answer at all is no answer, and costs nobody the
            // access.
            putOff(unanswered, new KmsUnreachableException("no answer about the key", new IOException("left out")));
        }
    }

    private void apply(Job job, KeyAnswer answer) {
        AtomicBoolean forget = new AtomicBoolean();
        guarded(job, () -> forget.set(reaction.onAnswer(job, answer)));
        if (forget.get()) {
            dependants.forget(job.keyCrn());
        }
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
            putOff(List.of(job), e);
        }
    }

    /** One line per try, whatever the number of keys; the stack of a mistake once. */
    private void putOff(List<Job> failed, RuntimeException failure) {
        Job first = failed.getFirst();
        Duration pause = Duration.ofMillis(Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(first.attempts(), 7)));
        String line = "key job waits kind=%s key=%s more=%d attempts=%d pauseMs=%d reason=%s"
                .formatted(
                        first.kind(),
                        first.keyCrn(),
                        failed.size() - 1,
                        first.attempts(),
                        pause.toMillis(),
                        failure.getMessage());
        if (Outage.causes(failure) || failure instanceof KmsException) {
            LOG.warn(line);
        } else if (first.attempts() == 0) {
            LOG.error(line, failure);
        } else {
            LOG.error(line);
        }
        jobs.putOff(failed, pause);
    }

    private static void inTraceOf(@Nullable Job job, Runnable work) {
        String traceparent = job == null ? null : job.traceparent();
        Context parent = traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, TRACEPARENT);
        Tracer tracer = GlobalOpenTelemetry.getTracer("io.claviger.keyclient");
        Span span = tracer.spanBuilder(job == null ? "key-jobs RECHECK" : "key-job " + job.kind())
                .setParent(parent)
                .startSpan();
        try (Scope scope = span.makeCurrent()) {
            Correlation.with(job == null ? null : job.correlationId(), work);
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

    private static Duration pauseAndGrow(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            // Only stop() interrupts; the loop's condition ends it.
            Thread.currentThread().interrupt();
        }
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_OUTAGE_PAUSE) > 0 ? LONGEST_OUTAGE_PAUSE : doubled;
    }
}
