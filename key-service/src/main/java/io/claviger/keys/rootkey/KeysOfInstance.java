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
        List<Key> held = keys.lockAllOf(instance.id());
        long living =
                held.stream().filter(key -> key.state() != KeyState.DESTROYED).count();
        if (living == 0) {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            for (Key key : held) {
                log.purged(key, key.life().purged(now));
                activities.record(caller, record(instance, key));
            }
        }
        return living;
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
