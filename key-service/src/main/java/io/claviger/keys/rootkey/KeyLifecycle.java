package io.claviger.keys.rootkey;

import io.claviger.keys.call.Call;
import io.claviger.keys.importtoken.rules.OwnMaterial;
import io.claviger.keys.instance.store.InstanceStore;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.rules.Waiting;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.rootkey.store.AliasStore;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Disables, enables, deletes, restores and purges: each in one transaction that locks the key's row first (I2). */
@ApplicationScoped
public class KeyLifecycle {

    private final InstanceStore instances;
    private final KeyFinder keys;
    private final KeyLog log;
    private final AliasStore aliases;
    private final KeyHolders holders;
    private final RestoreProof proof;
    private final Windows windows;
    private final Activities activities;
    private final Clock clock;

    KeyLifecycle(
            InstanceStore instances,
            KeyFinder keys,
            KeyLog log,
            AliasStore aliases,
            KeyHolders holders,
            RestoreProof proof,
            Windows windows,
            Activities activities,
            Clock clock) {
        this.instances = instances;
        this.keys = keys;
        this.log = log;
        this.aliases = aliases;
        this.holders = holders;
        this.proof = proof;
        this.windows = windows;
        this.activities = activities;
        this.clock = clock;
    }

    public Key disable(Call call, String name) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = allowed(call, name);
            Instant now = now();
            return recorded(call, log.changed(key, key.life().disabled(now), KeyChange.DISABLED, by(call)), 204);
        });
    }

    /** A key whose expiration date has passed while it was disabled expires now, before anybody can wrap with it. */
    public Key enable(Call call, String name) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = allowed(call, name);
            Instant now = now();
            Waiting waiting = new Waiting(windows, now);
            Refusal.throwIf(waiting.toEnable(key));
            Key enabled = log.changed(key, key.life().enabled(now), KeyChange.ENABLED, by(call));
            recorded(call, enabled, 204);
            if (!waiting.isOver(enabled)) {
                return enabled;
            }
            Key expired = log.changed(enabled, enabled.life().expired(now), KeyChange.EXPIRED, by(call));
            activities.recordOwn(KeyRecords.expired(enabled, expired));
            return expired;
        });
    }

    /**
     * @param force delete although resources are registered; those that prevent deletion prevent it all the same
     * @param status that the call is answered with, for its record
     */
    public Key delete(Call call, String name, boolean force, int status) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = allowed(call, name);
            Instant now = now();
            Refusal.throwIf(new Waiting(windows, now).toDelete(key, by(call)).or(() -> held(key, force)));
            Life deleted = key.life().deleted(now, by(call));
            log.withdrawAuthorization(key);
            aliases.release(key.id());
            Key nameless = key.with(new Key.Settings(
                    List.of(), key.settings().rotation(), key.settings().dualAuthDelete(), null));
            return recorded(call, log.changed(nameless, deleted, KeyChange.DELETED, by(call)), status);
        });
    }

    /** @param own reads the material that came with the call; asked only when the instance's policy wants it again */
    public Key restore(Call call, String name, Supplier<@Nullable OwnMaterial> own) {
        return QuarkusTransaction.requiringNew().call(() -> {
            instances.requireHeld(call.instance().id());
            Key key = allowed(call, name);
            Instant now = now();
            Refusal.throwIf(new Waiting(windows, now).toRestore(key));
            proof.require(call, key, own);
            Key named = key.withAliases(aliases.reattach(key.id()));
            return recorded(call, log.changed(named, key.life().restored(now), KeyChange.RESTORED, by(call)), 201);
        });
    }

    /**
     * State and time are checked before the role, as Key Protect does: its own clients' tests rely on it.
     *
     * @param status that the call is answered with, for its record
     */
    public Key purge(Call call, String name, int status) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = keys.lock(call, name);
            Instant now = now();
            Refusal.throwIf(Lifecycle.refusal(call.operation(), key).or(() -> new Waiting(windows, now).toPurge(key)));
            call.requireRight();
            Key purged = log.purged(key, key.life().purged(now));
            activities.record(call.caller(), purgeRecord(call, key).status(status));
            return purged;
        });
    }

    private Key allowed(Call call, String name) {
        Key key = keys.lock(call, name);
        call.requireRight();
        Refusal.throwIf(Lifecycle.refusal(call.operation(), key));
        return key;
    }

    private Key recorded(Call call, Key changed, int status) {
        Activity activity = KeyRecords.withVersion(KeyRecords.about(call, changed), changed)
                .response("keyState", changed.state().number())
                .status(status);
        activities.record(call.caller(), activity);
        return changed;
    }

    private Activity purgeRecord(Call call, Key key) {
        Activity activity = KeyRecords.about(call, key);
        Life.Deletion deletion = key.life().deletion();
        return deletion == null
                ? activity
                : activity.response("deletionDate", deletion.at().toString())
                        .response(
                                "purgeAllowedFrom",
                                deletion.at().plus(windows.purgeAfterDelete()).toString())
                        .response(
                                "purgeEligibleOn",
                                deletion.at().plus(windows.purgedAfter()).toString());
    }

    private Optional<Refusal> held(Key key, boolean force) {
        KeyHolders.Holders held = holders.of(key.id());
        if (held.preventing() > 0) {
            return Optional.of(Refusal.of(
                    409,
                    "PREV_KEY_DEL_ERR",
                    held.preventing() + " resource(s) registered under key " + key.id()
                            + " prevent its deletion, even with force; see its registrations."));
        }
        if (held.registered() > 0 && !force) {
            return Optional.of(Refusal.of(
                            409,
                            "PROTECTED_RESOURCE_ERR",
                            "Key " + key.id() + " protects " + held.registered()
                                    + " registered resource(s); delete with force=true to make them unreadable.")
                    .about("query_param", "force"));
        }
        return Optional.empty();
    }

    private static String by(Call call) {
        return call.caller().iamId();
    }

    /** The database keeps microseconds; an event must say exactly what the row says. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
