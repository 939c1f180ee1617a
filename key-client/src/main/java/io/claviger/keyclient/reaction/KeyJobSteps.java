package io.claviger.keyclient.reaction;

import io.claviger.keyclient.kms.KeyAnswer;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.KmsException;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.keyclient.reaction.KeyJobs.Job;
import io.claviger.kit.outage.Outage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** One step of the key jobs: claim, do, and put off what fails with growing pauses. Nothing is ever given up. */
@ApplicationScoped
class KeyJobSteps {

    private static final Logger LOG = Logger.getLogger(KeyJobSteps.class);
    /** A worker that was killed gives its claim up after this. One that is only slow does work twice, which is harmless. */
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** About the caller, not about one of the keys. */
    private static final Set<Integer> NOT_FOR_US = Set.of(401, 403);

    private final KeyJobs jobs;
    private final KeyReaction reaction;
    private final Dependants dependants;
    private final Kms kms;

    KeyJobSteps(KeyJobs jobs, KeyReaction reaction, Dependants dependants, Kms kms) {
        this.jobs = jobs;
        this.reaction = reaction;
        this.dependants = dependants;
        this.kms = kms;
    }

    /** One chunk of what follows from answers. False when nothing was due. */
    boolean work() {
        boolean announced = chunk(KeyJobs.Kind.ANNOUNCE, reaction::announceChunk);
        return chunk(KeyJobs.Kind.REWRAP, reaction::rewrapChunk) || announced;
    }

    /**
     * One batched question to one key management service; each answer that tells something new is applied in a transaction of
     * its own.
     */
    void ask(List<Job> due) {
        Map<String, KeyAnswer> answers = new HashMap<>();
        try {
            JobTrace.follow(
                    due.size() == 1 ? due.getFirst() : null,
                    () -> answers.putAll(
                            kms.states(due.stream().map(Job::keyCrn).toList())));
        } catch (KeyRefusedException e) {
            if (due.size() == 1 || NOT_FOR_US.contains(e.status())) {
                putOff(due, e);
                return;
            }
            // One key that key-service refuses to talk about must not keep the others from being asked about.
            ask(due.subList(0, due.size() / 2));
            ask(due.subList(due.size() / 2, due.size()));
            return;
        } catch (RuntimeException e) {
            putOff(due, e);
            return;
        }
        Set<Long> confirmed = confirmUnchanged(due, answers);
        List<Job> unanswered = new ArrayList<>();
        for (Job job : due) {
            if (confirmed.contains(job.id())) {
                continue;
            }
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

    /** In one transaction for all of which there is nothing new, which is the rule. What fails here is done one by one. */
    private Set<Long> confirmUnchanged(List<Job> due, Map<String, KeyAnswer> answers) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> reaction.confirmUnchanged(due, answers));
        } catch (RuntimeException e) {
            LOG.debugf("answers are applied one by one reason=%s", e.getMessage());
            return Set.of();
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
            JobTrace.follow(job, () -> QuarkusTransaction.requiringNew().run(work));
        } catch (RuntimeException e) {
            putOff(List.of(job), e);
        }
    }

    /** One line per try, whatever the number of keys; the stack of a mistake once. */
    void putOff(List<Job> failed, RuntimeException failure) {
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
}
