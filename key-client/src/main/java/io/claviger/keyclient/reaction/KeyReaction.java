package io.claviger.keyclient.reaction;

import io.claviger.events.KeyAcknowledged;
import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.kms.KeyAnswer;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.reaction.KeyJobs.Job;
import io.claviger.keyclient.reaction.KeyJobs.Kind;
import io.claviger.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The use cases: an event has come, key-service has answered, a chunk of work is due. */
@ApplicationScoped
class KeyReaction {

    private static final Duration WHILE_UNAVAILABLE = Duration.ofSeconds(30);

    private final KeyBindings bindings;
    private final KeyJobs jobs;
    private final Dependants dependants;
    private final Outbox outbox;
    private final ReactionConfig config;
    private final Clock clock;
    private final String consumer;

    KeyReaction(
            KeyBindings bindings,
            KeyJobs jobs,
            Dependants dependants,
            Outbox outbox,
            ReactionConfig config,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.name") String consumer) {
        this.bindings = bindings;
        this.jobs = jobs;
        this.dependants = dependants;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
        this.consumer = consumer;
    }

    /**
     * Takes access away at once if the event says so, and asks for a re-check of whatever it says.
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
            jobs.open(event.crn(), Kind.ANNOUNCE, bindings.countDependants(event.crn()));
        }
        jobs.open(event.crn(), Kind.RECHECK, 1);
        return !after.available();
    }

    /** Applies key-service's own answer: the only road to access. */
    @Transactional(Transactional.TxType.MANDATORY)
    boolean onAnswer(String keyCrn, KeyAnswer answer) {
        BoundKey before = bindings.lock(keyCrn).orElse(null);
        if (before == null) {
            return false;
        }
        BoundKey after = switch (answer) {
            case KeyAnswer.Known known -> before.onAnswer(known.key(), clock.instant());
            case KeyAnswer.Unknown _ -> before.onUnknown(clock.instant());
        };
        bindings.save(after);
        if (after.differsFrom(before)) {
            dependants.reacted(before, after);
            jobs.open(keyCrn, Kind.ANNOUNCE, bindings.countDependants(keyCrn));
        }
        boolean newVersion = !after.versionId().equals(before.versionId());
        long stale =
                after.available() && (newVersion || after.differsFrom(before)) ? dependants.staleDataKeys(after) : 0;
        if (stale > 0) {
            jobs.open(keyCrn, Kind.REWRAP, stale);
        } else if (after.revision() > before.revision()) {
            acknowledge(after);
        }
        return !after.available();
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
        int rewrapped = dependants.rewrap(key, config.chunk());
        if (rewrapped > 0) {
            jobs.progress(job, null, job.done() + rewrapped);
            return;
        }
        bindings.movedTo(job.keyCrn(), key.versionId());
        dependants.rewrapped(key, job.done());
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
        dependants.announce(key, next);
        jobs.progress(job, next.getLast(), job.done() + next.size());
    }

    /** Opens re-checks for keys that were not asked about for a while. */
    @Transactional
    int reconcile() {
        List<String> unchecked = bindings.uncheckedSince(clock.instant().minus(config.reconcileEvery()), Kms.BATCH);
        unchecked.forEach(crn -> jobs.open(crn, Kind.RECHECK, 1));
        return unchecked.size();
    }

    private void acknowledge(BoundKey key) {
        outbox.append(new KeyAcknowledged(
                consumer,
                key.ref().keyId(),
                key.ref().crn(),
                key.revision(),
                key.versionId(),
                key.state(),
                bindings.countDependants(key.ref().crn()),
                clock.instant()));
    }
}
