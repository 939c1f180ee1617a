package io.claviger.keys.rootkey;

import io.claviger.keys.instance.InstanceContents;
import io.claviger.keys.instance.rules.Instance;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyState;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Purges what an instance still holds when it is given up; refuses while anything in it lives. */
@ApplicationScoped
class KeysOfInstance implements InstanceContents {

    /** More are not counted for a refusal: one is enough to refuse. */
    private static final int COUNTED = 1000;

    private static final int CHUNK = 200;

    private final KeyStore keys;
    private final KeyLog log;
    private final Activities activities;
    private final Clock clock;

    KeysOfInstance(KeyStore keys, KeyLog log, Activities activities, Clock clock) {
        this.keys = keys;
        this.log = log;
        this.activities = activities;
        this.clock = clock;
    }

    @Override
    public long purgeIfAllDestroyed(Instance instance, Caller caller) {
        long living = keys.living(instance.id(), COUNTED);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        while (living == 0) {
            // Those that are purged are not in the next part.
            List<Key> held = keys.lockSomeOf(instance.id(), CHUNK);
            if (held.isEmpty()) {
                return 0;
            }
            // Somebody may have restored one before the instance was locked, and been slower than the count.
            living = held.stream()
                    .filter(key -> key.state() != KeyState.DESTROYED)
                    .count();
            if (living == 0) {
                held.forEach(key -> purge(instance, caller, key, now));
            }
        }
        return living;
    }

    private void purge(Instance instance, Caller caller, Key key, Instant now) {
        log.purged(key, key.life().purged(now));
        activities.record(caller, record(instance, key));
    }

    private static Activity record(Instance instance, Key key) {
        return Activity.of(
                        instance.service() + ".secrets.purge",
                        key.home().crn().toString(),
                        key.traits().name(),
                        instance.service() + "/secrets")
                .status(204)
                .from(instance.crn().toString());
    }
}
