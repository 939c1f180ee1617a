package io.claviger.keyclient.reaction;

import io.claviger.events.KeyAcknowledged;
import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.binding.KeyBound;
import io.claviger.keyclient.binding.KeyInQuestion;
import io.claviger.keyclient.kms.KeyAnswer;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.lease.LeaseConfig;
import io.claviger.keyclient.reaction.Dependants.Moved;
import io.claviger.keyclient.reaction.KeyJobs.Job;
import io.claviger.keyclient.reaction.KeyJobs.Kind;
import io.claviger.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The use cases: an event has come, key-service has answered, a chunk of work is due. */
@ApplicationScoped
class KeyReaction {

    private static final Duration WHILE_UNAVAILABLE = Duration.ofSeconds(30);
    private static final Duration WHILE_UNANSWERED = Duration.ofSeconds(30);

    private final KeyBindings bindings;
    private final KeyJobs jobs;
    private final Dependants dependants;
    private final Outbox outbox;
    private final ReactionConfig config;
    private final LeaseConfig lease;
    private final Clock clock;
    private final String consumer;

    KeyReaction(
            KeyBindings bindings,
            KeyJobs jobs,
            Dependants dependants,
            Outbox outbox,
            ReactionConfig config,
            LeaseConfig lease,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.name") String consumer) {
        this.bindings = bindings;
        this.jobs = jobs;
        this.dependants = dependants;
        this.outbox = outbox;
        this.config = config;
        this.lease = lease;
        this.clock = clock;
        this.consumer = consumer;
    }

    /**
     * Takes access away at once if the event says so, and asks for a re-check of whatever it says. The cost does not depend on
     * how many dependants there are (I8).
     *
     * @return whether plain data keys must leave memory
     */
    @Transactional(Transactional.TxType.MANDATORY)
    boolean onEvent(KeySnapshot event) {
        BoundKey before = bindings.lock(event.crn()).orElse(null);
        if (before == null || !before.isNews(event)) {
            return false;
        }
        BoundKey after = before.onEvent(event);
        if (after.differsFrom(before)) {
            bindings.save(after);
            dependants.reacted(before, after);
            jobs.open(event.crn(), Kind.ANNOUNCE);
        }
        jobs.open(event.crn(), Kind.RECHECK);
        return !after.available();
    }

    /**
     * What was known when a dependant was bound may be old by now, and so may be the version it was wrapped by. If the answer it
     * was bound by took the key away, nobody will find that difference again: those who hang from it are told here.
     */
    void onBound(@Observes KeyBound bound) {
        BoundKey after = bound.after();
        if (after.differsFrom(bound.before())) {
            dependants.reacted(bound.before(), after);
            jobs.open(after.ref().crn(), Kind.ANNOUNCE);
        }
        askAgain(after.ref().crn());
    }

    void onQuestion(@Observes KeyInQuestion question) {
        askAgain(question.keyCrn());
    }

    private void askAgain(String keyCrn) {
        jobs.open(keyCrn, Kind.RECHECK);
        jobs.open(keyCrn, Kind.REWRAP);
    }

    /**
     * Applies key-service's own answer: the only road to access. An answer that was asked for before the latest event does not
     * give access back, whatever revision it carries: the event may tell of a change that the answer does not know.
     *
     * @return whether plain data keys must leave memory
     */
    @Transactional(Transactional.TxType.MANDATORY)
    boolean onAnswer(Job job, KeyAnswer answer) {
        String keyCrn = job.keyCrn();
        BoundKey before = bindings.lock(keyCrn).orElse(null);
        boolean asked = jobs.close(job);
        if (before == null) {
            return false;
        }
        BoundKey after = switch (answer) {
            case KeyAnswer.Known known -> before.onAnswer(known.key(), job.claimedAt(), bindings.now());
            case KeyAnswer.Unknown _ -> before.onUnknown(bindings.now());
        };
        if (!asked && after.available() && !before.available()) {
            return true;
        }
        bindings.save(after, job.claimedAt());
        if (after.differsFrom(before)) {
            dependants.reacted(before, after);
            jobs.open(keyCrn, Kind.ANNOUNCE);
        }
        follow(before, after);
        return !after.available();
    }

    /**
     * Applies the answers that change nothing but the proof: active as before, of the revision and version that are known, that
     * was acknowledged, and with nothing left behind.
     *
     * @return ids of the jobs that are done with this
     */
    @Transactional(Transactional.TxType.MANDATORY)
    Set<Long> confirmUnchanged(List<Job> asked, Map<String, KeyAnswer> answers) {
        Map<String, Job> jobOf = new HashMap<>();
        List<KeySnapshot> known = new ArrayList<>();
        for (Job job : asked) {
            if (answers.get(job.keyCrn()) instanceof KeyAnswer.Known(KeySnapshot key)) {
                jobOf.put(job.keyCrn(), job);
                known.add(key);
            }
        }
        if (known.isEmpty()) {
            return Set.of();
        }
        Instant askedAt = jobOf.values().stream()
                .map(Job::claimedAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        List<Job> done = bindings.confirmUnchanged(known, askedAt).stream()
                .map(jobOf::get)
                .filter(Objects::nonNull)
                .toList();
        jobs.closeAll(done);
        return done.stream().map(Job::id).collect(Collectors.toSet());
    }

    /** Re-wraps what is behind, and acknowledges when nothing has to be. */
    private void follow(BoundKey before, BoundKey after) {
        String keyCrn = after.ref().crn();
        if (!after.available() || !bindings.isBehind(after)) {
            acknowledge(after);
        } else if (before.available() && before.versionId().equals(after.versionId())) {
            jobs.openIfNone(List.of(keyCrn), Kind.REWRAP);
        } else {
            jobs.openRewrap(keyCrn, after.versionId());
        }
    }

    /** One chunk of re-wrapping. */
    @Transactional(Transactional.TxType.MANDATORY)
    void rewrapChunk(Job job) {
        BoundKey key = bindings.find(job.keyCrn()).orElse(null);
        if (key == null) {
            jobs.close(job);
            return;
        }
        if (!key.available()) {
            // Coming back opens the job anew; until then asking key-service would only be refused.
            jobs.holdBack(job, WHILE_UNAVAILABLE);
            return;
        }
        long total = job.total() > 0 ? job.total() : job.done() + dependants.staleDataKeys(key);
        Moved moved = total == 0 ? Moved.NONE : dependants.rewrap(key, job.reached(), config.chunk());
        if (moved.otherVersion() != null) {
            // Not by the version that is known here they count as stale; going on, they would be moved again and again.
            // The key's row before its jobs', as whoever forgets the key has them: a job that is opened asks for the
            // key.
            if (bindings.lock(job.keyCrn()).isEmpty()) {
                return;
            }
            jobs.progress(job, moved, total);
            jobs.holdBack(job, WHILE_UNANSWERED);
            jobs.open(job.keyCrn(), Kind.RECHECK);
            return;
        }
        if (moved.dataKeys() > 0 || moved.reached() != null) {
            jobs.progress(job, moved, total);
            return;
        }
        long left = total == 0 ? 0 : dependants.staleDataKeys(key);
        if (left > 0) {
            // Saying that all is done would let key-service destroy a version that is still needed (I7).
            throw new IllegalStateException(left + " data keys under " + job.keyCrn() + " cannot be re-wrapped");
        }
        if (bindings.lock(job.keyCrn())
                .filter(now -> now.versionId().equals(key.versionId()))
                .isEmpty()) {
            // Rotated again since this chunk began; that has opened the job anew.
            return;
        }
        if (bindings.moved(key, config.chunk()) == config.chunk()) {
            jobs.progress(job, null, job.done(), total);
            return;
        }
        if (job.done() > 0) {
            dependants.rewrapped(key, job.done());
        }
        acknowledge(key);
        jobs.close(job);
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void announceChunk(Job job) {
        BoundKey key = bindings.find(job.keyCrn()).orElse(null);
        List<String> next = key == null ? List.of() : bindings.dependants(job.keyCrn(), job.position(), config.chunk());
        if (key == null || next.isEmpty()) {
            jobs.close(job);
            return;
        }
        long total = job.total() > 0 ? job.total() : bindings.countDependants(job.keyCrn());
        dependants.announce(key, next);
        jobs.progress(job, next.getLast(), job.done() + next.size(), total);
    }

    /** Opens re-checks for keys that were not asked about for a while or whose lease needs renewing, and forgets those that nobody needs. */
    @Transactional
    int reconcile() {
        bindings.unused(Kms.BATCH).forEach(bindings::forgetIfUnused);
        List<String> due = bindings.due(
                config.reconcileEvery(), config.reconcileUnavailableEvery(), lease.renewAfter(), Kms.BATCH);
        jobs.openIfNone(due, Kind.RECHECK);
        return due.size();
    }

    /** Says once per revision which version is in use here, which is the newest only when nothing needs an older one. */
    private void acknowledge(BoundKey key) {
        String version = bindings.versionInUse(key);
        if (!bindings.acknowledges(key, version)) {
            return;
        }
        outbox.append(new KeyAcknowledged(
                consumer,
                key.ref().keyId(),
                key.ref().crn(),
                key.revision(),
                version,
                key.state(),
                bindings.countDependants(key.ref().crn()),
                clock.instant()));
    }
}
