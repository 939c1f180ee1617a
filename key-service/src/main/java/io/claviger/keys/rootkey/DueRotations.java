package io.claviger.keys.rootkey;

import io.claviger.keys.instance.rules.Instance;
import io.claviger.keys.instance.store.InstanceStore;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Rotates keys whose policy says that it is time. Each in a transaction of its own that claims the key's row, so replicas
 * share the work and none does it twice: a row that another holds is left to it, one that it has rotated is not due.
 */
@ApplicationScoped
public class DueRotations {

    private static final int CHUNK = 200;
    /** A statement of its own for so many keys. */
    private static final int PUT_OFF = 1000;

    private final KeyStore keys;
    private final InstanceStore instances;
    private final KeyRotation rotation;
    private final Windows windows;
    private final Activities activities;
    private final Clock clock;

    DueRotations(
            KeyStore keys,
            InstanceStore instances,
            KeyRotation rotation,
            Windows windows,
            Activities activities,
            Clock clock) {
        this.keys = keys;
        this.instances = instances;
        this.rotation = rotation;
        this.windows = windows;
        this.activities = activities;
        this.clock = clock;
    }

    @Scheduled(every = "{claviger.keys.rotate-due-every:10s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void rotateDue() {
        rotateDue(CHUNK);
    }

    /** A key that cannot be rotated stays due, and keeps no other from it. */
    void rotateDue(int chunk) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        int putOff;
        do {
            putOff = keys.putOffRotations(now, windows.month(), PUT_OFF);
        } while (putOff == PUT_OFF);
        new DueKeys(chunk, (after, limit) -> keys.rotationDue(now, windows.month(), after, limit))
                .each("rotation by policy", id -> rotate(id, now));
    }

    private void rotate(KeyId id, Instant now) {
        if (!keys.claimForRotation(id, now, windows.month())) {
            return;
        }
        Key key = keys.lockAnywhere(id).orElseThrow();
        Instance instance = instances.find(key.home().instanceId()).orElseThrow();
        Key rotated = rotation.next(instance.key(), key, null, now, KeySweep.OWN);
        activities.recordOwn(Activity.of(
                        Operation.ROTATE.action(instance.service()),
                        key.home().crn().toString(),
                        key.traits().name(),
                        instance.service() + "/secrets")
                .severity(io.claviger.events.ActivityRecord.Severity.WARNING)
                .response("keyVersionId", rotated.life().current().id().toString())
                .from(instance.crn().toString()));
    }
}
