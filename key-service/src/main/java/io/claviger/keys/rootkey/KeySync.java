package io.claviger.keys.rootkey;

import io.claviger.keys.call.Call;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.rules.Waiting;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.rootkey.store.ChangeStore;
import io.claviger.kit.activity.Activities;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Asks the services that use a key to align with it again (key-protect-api.md 3.6): repeats the last notification with the
 * key's state of now. It has the next revision, since consumers take one that they know for a duplicate and do nothing.
 */
@ApplicationScoped
public class KeySync {

    private final KeyFinder keys;
    private final ChangeStore changes;
    private final KeyLog log;
    private final Windows windows;
    private final Activities activities;
    private final Clock clock;

    KeySync(KeyFinder keys, ChangeStore changes, KeyLog log, Windows windows, Activities activities, Clock clock) {
        this.keys = keys;
        this.changes = changes;
        this.log = log;
        this.windows = windows;
        this.activities = activities;
        this.clock = clock;
    }

    public void sync(Call call, String name) {
        QuarkusTransaction.requiringNew().run(() -> {
            Key key = keys.lock(call, name);
            call.requireRight();
            Refusal.throwIf(Lifecycle.refusal(call.operation(), key));
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            // A creation notifies nobody, and so nobody needs time to follow it.
            changes.last(key.id())
                    .filter(last -> !last.what().equals(KeyChange.CREATED.storedName()))
                    .flatMap(last -> new Waiting(windows, now).toSync(key, last.at()))
                    .ifPresent(refusal -> {
                        throw refusal.asException();
                    });
            KeyChange told = changes.told(key.id(), key.life().revision())
                    .map(KeyChange::stored)
                    .orElse(KeyChange.CREATED);
            log.repeated(key, told, now, call.caller().iamId());
            activities.record(call.caller(), KeyRecords.about(call, key).status(204));
        });
    }
}
