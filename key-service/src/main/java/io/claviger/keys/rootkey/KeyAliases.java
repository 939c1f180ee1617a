package io.claviger.keys.rootkey;

import io.claviger.keys.call.Call;
import io.claviger.keys.instance.store.InstanceStore;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.AliasName;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.store.AliasStore;
import io.claviger.kit.activity.Activities;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Gives keys second names and takes them back; at once, where Key Protect itself may take minutes. */
@ApplicationScoped
public class KeyAliases {

    private final InstanceStore instances;
    private final KeyFinder keys;
    private final AliasStore aliases;
    private final Activities activities;
    private final Clock clock;

    KeyAliases(InstanceStore instances, KeyFinder keys, AliasStore aliases, Activities activities, Clock clock) {
        this.instances = instances;
        this.keys = keys;
        this.aliases = aliases;
        this.activities = activities;
        this.clock = clock;
    }

    /** An alias as it was made. */
    public record Made(KeyId keyId, AliasName alias, String createdBy, Instant createdAt) {}

    public Made add(Call call, String name, AliasName alias) {
        return QuarkusTransaction.requiringNew().call(() -> {
            instances.requireHeld(call.instance().id());
            Key key = changeable(call, name);
            if (key.settings().aliases().size() >= AliasName.MOST
                    && !key.settings().aliases().contains(alias.value())) {
                throw Refusal.of(
                                409,
                                "KEY_ALIAS_LIMIT_ERR",
                                "Key " + key.id() + " has " + AliasName.MOST
                                        + " aliases, which is the most; delete one " + "first.")
                        .asException();
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            String by = call.caller().iamId();
            aliases.add(key, alias, now, by);
            activities.record(
                    call.caller(),
                    KeyRecords.about(call, key).request("alias", alias.value()).status(201));
            return new Made(key.id(), alias, by, now);
        });
    }

    public void remove(Call call, String name, String alias) {
        QuarkusTransaction.requiringNew().run(() -> {
            Key key = changeable(call, name);
            if (!AliasName.isPossible(alias) || !aliases.remove(key.id(), alias)) {
                throw Refusal.of(404, "KEY_ALIAS_NOT_FOUND_ERR", "Key " + key.id() + " has no such alias.")
                        .asException();
            }
            activities.record(
                    call.caller(),
                    KeyRecords.about(call, key).request("alias", alias).status(204));
        });
    }

    private Key changeable(Call call, String name) {
        Key key = keys.lock(call, name);
        call.requireRight();
        Refusal.throwIf(Lifecycle.refusal(call.operation(), key));
        return key;
    }
}
