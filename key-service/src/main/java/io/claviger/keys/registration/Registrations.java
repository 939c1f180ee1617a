package io.claviger.keys.registration;

import io.claviger.keys.call.Call;
import io.claviger.keys.call.Page;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.registration.rules.Registration;
import io.claviger.keys.registration.rules.RegistrationChange;
import io.claviger.keys.registration.rules.RegistrationFilter;
import io.claviger.keys.registration.store.RegistrationStore;
import io.claviger.keys.rootkey.KeyFinder;
import io.claviger.keys.rootkey.KeyReading.Slice;
import io.claviger.keys.rootkey.KeyRecords;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.crn.Crn;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes and lists registrations. Writing locks the key's row, so that a deletion and a registration see each other. */
@ApplicationScoped
public class Registrations {

    private final KeyFinder keys;
    private final VersionStore versions;
    private final RegistrationStore store;
    private final Activities activities;
    private final Clock clock;

    Registrations(KeyFinder keys, VersionStore versions, RegistrationStore store, Activities activities, Clock clock) {
        this.keys = keys;
        this.versions = versions;
        this.store = store;
        this.activities = activities;
        this.clock = clock;
    }

    public Registration create(Call call, String keyName, String resourceCrn, RegistrationChange wanted) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = writable(call, keyName);
            requireCrn(resourceCrn);
            store.find(key.id(), resourceCrn).ifPresent(existing -> {
                Refusal.throwIf(existing.refusalTo(by(call)));
                throw Refusal.of(
                                409,
                                "REGISTRATION_EXISTS_ERR",
                                resourceCrn + " is registered under key " + key.id() + " already; replace it with PUT.")
                        .asException();
            });
            Instant now = now();
            Registration created = new Registration(
                    key.id(),
                    key.traits().name(),
                    resourceCrn,
                    wanted.description(),
                    wanted.metadata(),
                    wanted.preventKeyDeletion(),
                    key.life().current(),
                    now,
                    by(call),
                    now,
                    by(call));
            store.add(created);
            record(call, key, resourceCrn, 201);
            return created;
        });
    }

    /** @param versionId to move on to, absent to stay */
    public Registration change(
            Call call,
            String keyName,
            String resourceCrn,
            @Nullable VersionId versionId,
            Function<Registration, RegistrationChange> change) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = writable(call, keyName);
            Registration former = own(call, key, resourceCrn);
            Life.Version next = versionId == null ? former.version() : version(key, versionId);
            Refusal.throwIf(former.refusalToMoveTo(next));
            Registration changed = former.changed(change.apply(former), next, now(), by(call));
            store.update(changed);
            record(call, key, resourceCrn, 200);
            return changed;
        });
    }

    /** @param status that the call is answered with, for its record */
    public Registration delete(Call call, String keyName, String resourceCrn, int status) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = writable(call, keyName);
            Registration former = own(call, key, resourceCrn);
            store.remove(key.id(), resourceCrn);
            record(call, key, resourceCrn, status);
            return former;
        });
    }

    /** @param keyName absent for all keys of the instance */
    public Slice<Registration> list(
            Call call, @Nullable String keyName, Function<@Nullable KeyId, RegistrationFilter> filter, Page page) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = keyName == null ? null : keys.find(call, keyName);
            call.requireRight();
            RegistrationFilter wanted = filter.apply(key == null ? null : key.id());
            String instance = call.instance().id();
            Slice<Registration> found = new Slice<>(
                    store.list(instance, wanted, page.limit(), page.offset()),
                    page.totalCount() ? store.count(instance, wanted) : null);
            // Last: from its first write on a transaction holds back the events of all keys.
            activities.record(
                    call.caller(),
                    (key == null ? call.activity() : KeyRecords.about(call, key))
                            .response("totalResources", found.items().size()));
            return found;
        });
    }

    private Key writable(Call call, String keyName) {
        Key key = keys.lock(call, keyName);
        call.requireRight();
        Refusal.throwIf(Lifecycle.refusal(call.operation(), key));
        return key;
    }

    private Registration own(Call call, Key key, String resourceCrn) {
        Registration found = store.find(key.id(), resourceCrn)
                .orElseThrow(() -> Refusal.of(
                                404,
                                "REGISTRATION_NOT_FOUND_ERR",
                                resourceCrn + " is not registered under key " + key.id() + ".")
                        .asException());
        Refusal.throwIf(found.refusalTo(by(call)));
        return found;
    }

    private Life.Version version(Key key, VersionId id) {
        return versions.find(key.id(), id)
                .orElseThrow(
                        () -> Refusal.of(422, "KEY_VERSION_INVALID", "Key " + key.id() + " has no version " + id + ".")
                                .asException());
    }

    private void record(Call call, Key key, String resourceCrn, int status) {
        activities.record(
                call.caller(),
                KeyRecords.about(call, key).request("resourceCRN", resourceCrn).status(status));
    }

    private static void requireCrn(String text) {
        if (Crn.parse(text).isEmpty()) {
            throw Refusal.field("resourceCrn", "The last segment of the path must be a URL-encoded CRN.")
                    .asException();
        }
    }

    private static String by(Call call) {
        return call.caller().iamId();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
