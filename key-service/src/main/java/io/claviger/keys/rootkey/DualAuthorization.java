package io.claviger.keys.rootkey;

import io.claviger.keys.call.Call;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The first of two people who delete a key (key-protect-api.md 3.5). The key stays in use until the second one deletes it. */
@ApplicationScoped
public class DualAuthorization {

    private final KeyFinder finder;
    private final KeyStore keys;
    private final Windows windows;
    private final Activities activities;
    private final Clock clock;

    DualAuthorization(KeyFinder finder, KeyStore keys, Windows windows, Activities activities, Clock clock) {
        this.finder = finder;
        this.keys = keys;
        this.windows = windows;
        this.activities = activities;
        this.clock = clock;
    }

    /** A second authorization replaces the first. */
    public void give(Call call, String name) {
        Instant until = clock.instant().truncatedTo(ChronoUnit.MICROS).plus(windows.deletionAuthorizedFor());
        change(call, name, new Key.Authorization(call.caller().iamId(), until));
    }

    public void withdraw(Call call, String name) {
        change(call, name, null);
    }

    private void change(Call call, String name, Key.@Nullable Authorization next) {
        QuarkusTransaction.requiringNew().run(() -> {
            Key key = finder.lock(call, name);
            call.requireRight();
            Refusal.throwIf(Lifecycle.refusal(call.operation(), key));
            if (!key.needsTwoToDelete()) {
                throw Refusal.of(
                                409,
                                "NOT_DUAL_AUTH_ERR",
                                "Key " + key.id() + " has no enabled dualAuthDelete policy: one person may delete it.")
                        .asException();
            }
            keys.authorizeDeletion(key.id(), next);
            Activity activity = KeyRecords.about(call, key).status(204);
            Activity before = described(activity, "initialValue", key.settings().authorization());
            activities.record(call.caller(), described(before, "newValue", next));
        });
    }

    private static Activity described(Activity activity, String when, Key.@Nullable Authorization authorization) {
        return authorization == null
                ? activity
                : activity.response(when + ".authID", authorization.by())
                        .response(
                                when + ".authExpiration", authorization.until().toString());
    }
}
