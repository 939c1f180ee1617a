package io.claviger.keys.versionuse;

import io.claviger.keys.call.Call;
import io.claviger.keys.call.Page;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.KeyFinder;
import io.claviger.keys.rootkey.KeyRecords;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.rootkey.rules.Waiting;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.keys.versionuse.rules.VersionUse;
import io.claviger.keys.versionuse.store.VersionUseStore;
import io.claviger.kit.activity.Activities;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Says what still needs a version of a root key, and destroys versions that nothing needs. Destruction looks at the
 * registrations while it holds the key's row, which whoever writes a registration holds too, so its proof is exact. Whoever only
 * asks holds nothing, nor does whoever is refused: either may happen as often as somebody likes, and a disable must not wait for it.
 */
@ApplicationScoped
public class VersionUses {

    /** How many of the resources in the way a refusal names. */
    private static final int HEAD = 10;

    private final KeyFinder keys;
    private final VersionStore versions;
    private final VersionUseStore store;
    private final Windows windows;
    private final Activities activities;
    private final Clock clock;

    VersionUses(
            KeyFinder keys,
            VersionStore versions,
            VersionUseStore store,
            Windows windows,
            Activities activities,
            Clock clock) {
        this.keys = keys;
        this.versions = versions;
        this.store = store;
        this.windows = windows;
        this.activities = activities;
        this.clock = clock;
    }

    /** One page of the resources, and all services. */
    public record Found(
            VersionUse use, List<VersionUseStore.Needing> resources, List<VersionUseStore.Consumer> consumers) {
        public Found {
            resources = List.copyOf(resources);
            consumers = List.copyOf(consumers);
        }
    }

    public Found find(Call call, String keyName, String versionName, Page page) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = allowed(call, keys.find(call, keyName));
            VersionUse use = use(key, versionName);
            Found found = new Found(
                    use,
                    store.list(key.id(), use.version(), page.limit(), page.offset()),
                    store.consumers(key.id(), use.version()));
            // Last: from its first write on a transaction holds back the events of all keys.
            activities.record(
                    call.caller(),
                    KeyRecords.about(call, key)
                            .request("keyVersionId", use.version().id().toString())
                            .response("totalResources", use.needing()));
            return found;
        });
    }

    /** @param force the caller's word, on record, that no ciphertext is left where no registration can tell */
    public void destroy(Call call, String keyName, String versionName, boolean force) {
        VersionUse asked = QuarkusTransaction.requiringNew()
                .call(() -> toDestroy(use(deletable(call, keys.find(call, keyName)), versionName), force));
        QuarkusTransaction.requiringNew().run(() -> {
            Key key = deletable(call, keys.lock(call, keyName));
            VersionUse use = now(key, versionName, asked);
            toDestroy(use, force);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            versions.destroy(key.id(), use.version().id(), now, call.caller().iamId());
            activities.record(
                    call.caller(),
                    KeyRecords.about(call, key)
                            .status(204)
                            .request("keyVersionId", use.version().id().toString())
                            .request("force", force)
                            .response("registeredResources", use.registered())
                            .response("provenBy", use.registered() > 0 ? "registrations" : "force"));
        });
    }

    /** What two people are needed to delete as a whole, one must not delete piece by piece. */
    private Key deletable(Call call, Key key) {
        allowed(call, key);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Refusal.throwIf(new Waiting(windows, now).toDelete(key, call.caller().iamId()));
        return key;
    }

    private VersionUse toDestroy(VersionUse use, boolean force) {
        List<String> head = use.needing() == 0
                ? List.of()
                : store.list(use.keyId(), use.version(), HEAD, 0).stream()
                        .map(VersionUseStore.Needing::resourceCrn)
                        .toList();
        Refusal.throwIf(use.refusalToDestroy(force, head));
        return use;
    }

    /** As they were counted a moment ago, unless what counts has changed: it takes long to count many, and the key is locked. */
    private VersionUse now(Key key, String versionName, VersionUse asked) {
        VersionStore.Kept kept = kept(key, versionName);
        boolean none = store.isRegistered(key.id()) && !store.isNeeded(key.id(), kept.version());
        return use(
                key,
                kept,
                none ? new VersionUseStore.Counts(asked.registered(), 0, 0) : store.count(key.id(), kept.version()));
    }

    private static Key allowed(Call call, Key key) {
        call.requireRight();
        Refusal.throwIf(Lifecycle.refusal(call.operation(), key));
        return key;
    }

    private VersionUse use(Key key, String versionName) {
        VersionStore.Kept kept = kept(key, versionName);
        return use(key, kept, store.count(key.id(), kept.version()));
    }

    private VersionStore.Kept kept(Key key, String versionName) {
        return KeyId.parse(versionName)
                .flatMap(id -> versions.kept(key.id(), new VersionId(id.value())))
                .orElseThrow(
                        () -> Refusal.of(404, "KEY_VERSION_NOT_FOUND_ERR", "Key " + key.id() + " has no such version.")
                                .asException());
    }

    private static VersionUse use(Key key, VersionStore.Kept kept, VersionUseStore.Counts counts) {
        boolean current = kept.version().id().equals(key.life().current().id());
        return new VersionUse(
                key.id(),
                kept.version(),
                current,
                kept.destroyedAt(),
                counts.registered(),
                counts.onIt(),
                counts.onOlder());
    }
}
