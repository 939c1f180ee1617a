package io.claviger.keys.rootkey;

import io.claviger.keys.operation.Operation;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyState;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.kit.activity.Activities;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What happens to keys by time alone: they expire (at most an hour late, says the contract; seconds here) and, long after
 * their deletion, are purged, sooner in an instance that has been given up. Every key in a transaction of its own, so several replicas may sweep at
 * once; they share the purges, which may be many.
 */
@ApplicationScoped
public class KeySweep {

    private static final int CHUNK = 200;
    /** At some 500 a second about as long as a run may take that leaves the others their turn. */
    private static final int MOST_PURGES = 5_000;

    static final String OWN = "iam-ServiceId-key-service";

    private final KeyStore keys;
    private final KeyLog log;
    private final Windows windows;
    private final Activities activities;
    private final Clock clock;

    KeySweep(KeyStore keys, KeyLog log, Windows windows, Activities activities, Clock clock) {
        this.keys = keys;
        this.log = log;
        this.windows = windows;
        this.activities = activities;
        this.clock = clock;
    }

    @Scheduled(every = "{claviger.keys.sweep-every:10s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void expire() {
        expire(CHUNK);
    }

    void expire(int chunk) {
        Instant now = now();
        new DueKeys(chunk, (after, limit) -> keys.expiredBy(now, after, limit))
                .each("expiry", id -> keys.lockAnywhere(id).ifPresent(key -> expire(key, now)));
    }

    /** On a schedule of its own: an instance of millions of keys that was given up keeps no key from its expiry. */
    @Scheduled(every = "{claviger.keys.sweep-every:10s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void purge() {
        purge(CHUNK, MOST_PURGES);
    }

    /** @param most purges of the keys of each instance that was given up, and of all the others' together */
    void purge(int chunk, int most) {
        Instant now = now();
        Instant longAgo = now.minus(windows.purgedAfter());
        new DueKeys(chunk, most, (after, limit) -> keys.deletedBefore(longAgo, after, limit))
                .each("purge", id -> keys.lockUnlessHeld(id).ifPresent(key -> purge(key, now, longAgo)));
        // Of an instance that has been given up nobody is waiting for what can no longer be restored.
        Instant lost = now.minus(windows.restoreWithin());
        for (String instance : keys.closedWithDeletedBefore(lost)) {
            new DueKeys(chunk, most, (after, limit) -> keys.deletedInBefore(instance, lost, after, limit))
                    .each("purge", id -> keys.lockUnlessHeld(id).ifPresent(key -> purge(key, now, lost)));
        }
    }

    private void expire(Key key, Instant now) {
        // Somebody may have disabled or deleted it since it was found.
        if (Lifecycle.ruling(Operation.EXPIRE, key.state()) != Lifecycle.Ruling.ALLOWED) {
            return;
        }
        Key expired = log.changed(key, key.life().expired(now), KeyChange.EXPIRED, OWN);
        activities.recordOwn(KeyRecords.expired(key, expired));
    }

    private void purge(Key key, Instant now, Instant longAgo) {
        boolean due = key.state() == KeyState.DESTROYED && key.life().since().isBefore(longAgo);
        if (due) {
            log.purged(key, key.life().purged(now));
            activities.recordOwn(KeyRecords.byTime(key, Operation.PURGE));
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
