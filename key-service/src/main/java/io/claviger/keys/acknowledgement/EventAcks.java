package io.claviger.keys.acknowledgement;

import io.claviger.events.KeyAcknowledged;
import io.claviger.keys.acknowledgement.store.AcknowledgementStore;
import io.claviger.keys.call.Call;
import io.claviger.keys.call.ServiceAccess;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.registration.store.RegistrationStore;
import io.claviger.keys.rootkey.KeyRecords;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.rootkey.store.ChangeStore;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Key Protect's way to acknowledge (key-protect-api.md 5.5): by the event's id, which names the key and the revision; or, of
 * an event that this service does not know, by the key version that the service now uses. The caller's token says who speaks.
 * An acknowledgement that contradicts the key is answered like any other, and goes on record as failed (7.4).
 */
@ApplicationScoped
public class EventAcks {

    private static final String SERVICE = "iam-ServiceId-";
    private static final int REMOVED_AT_ONCE = 1000;

    private final ServiceAccess services;
    private final KeyStore keys;
    private final ChangeStore changes;
    private final VersionStore versions;
    private final RegistrationStore registrations;
    private final AcknowledgementStore store;
    private final AckRecords records;
    private final Activities activities;
    private final Clock clock;

    EventAcks(
            ServiceAccess services,
            KeyStore keys,
            ChangeStore changes,
            VersionStore versions,
            RegistrationStore registrations,
            AcknowledgementStore store,
            AckRecords records,
            Activities activities,
            Clock clock) {
        this.services = services;
        this.keys = keys;
        this.changes = changes;
        this.versions = versions;
        this.registrations = registrations;
        this.store = store;
        this.records = records;
        this.activities = activities;
        this.clock = clock;
    }

    /**
     * @param version that the service now uses; absent when it has stopped using the key
     * @param deleteRegistrations drop the service's registrations under that version's key
     */
    public record EventAck(
            String eventId,
            String adopterKeyState,
            Instant at,
            @Nullable VersionId version,
            boolean deleteRegistrations) {}

    /** What an acknowledgement is about; without a key nothing is known of its event. */
    private record Meant(
            EventAck ack,
            ChangeStore.@Nullable Told told,
            @Nullable KeyId key) {}

    /**
     * All of them, or none. Registrations that are given up go after that, part by part.
     *
     * @param source account that the service says it works for; absent when the call serves several
     */
    public void acknowledge(Call call, @Nullable String source, List<EventAck> acks) {
        call.requireRight();
        List<Meant> all = acks.stream().map(ack -> meant(call, ack)).toList();
        requireAccess(call, source, all);
        Map<KeyId, Long> dependants = dependants(call, all);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Set<KeyId> given = QuarkusTransaction.requiringNew().call(() -> {
            Map<KeyId, Key> locked = locked(call, all);
            return all.stream()
                    .filter(each -> acknowledge(call, each, locked, dependants, now))
                    .map(each -> Objects.requireNonNull(each.key()))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        });
        given.forEach(key -> removeAll(key, call.caller().iamId(), now));
    }

    /** Counted before any key is locked: it may be a million, and it is for the record only. */
    private Map<KeyId, Long> dependants(Call call, List<Meant> all) {
        Map<KeyId, Long> counted = new HashMap<>();
        all.stream()
                .filter(each -> each.told() != null && !each.ack().deleteRegistrations())
                .map(Meant::key)
                .filter(Objects::nonNull)
                .forEach(key -> counted.computeIfAbsent(
                        key, id -> registrations.countOf(id, call.caller().iamId())));
        return counted;
    }

    /** Part by part, after the acknowledgement is on record; a service that gets no answer says it again, and this goes on. */
    private void removeAll(KeyId key, String owner, Instant then) {
        RegistrationStore.Part part = new RegistrationStore.Part(0, "");
        do {
            part = registrations.removeSomeOf(key, owner, then, part.last(), REMOVED_AT_ONCE);
        } while (part.removed() == REMOVED_AT_ONCE);
    }

    /** An authorization may be for single keys, so each is asked for; for what names no key, one for the instance is. */
    private void requireAccess(Call call, @Nullable String source, List<Meant> all) {
        all.stream()
                .map(each -> Optional.ofNullable(each.key()).map(KeyId::toString))
                .distinct()
                .forEach(key -> services.require(call, source, key.orElse(null)));
    }

    /** In one order, whatever the caller's: two calls about the same keys must not wait for each other. */
    private Map<KeyId, Key> locked(Call call, List<Meant> all) {
        Map<KeyId, Key> locked = new HashMap<>();
        all.stream()
                .map(Meant::key)
                .filter(Objects::nonNull)
                .distinct()
                // As the database orders UUIDs; Java compares their halves as signed numbers.
                .sorted(Comparator.comparing(KeyId::toString))
                .forEach(id -> keys.lock(call.instance().id(), id).ifPresent(key -> locked.put(id, key)));
        return locked;
    }

    /** Whether the service gives its registrations under the key up. */
    private boolean acknowledge(
            Call call, Meant meant, Map<KeyId, Key> locked, Map<KeyId, Long> dependants, Instant now) {
        EventAck ack = meant.ack();
        Key key = meant.key() == null ? null : locked.get(meant.key());
        if (key == null && meant.told() == null && ack.version() != null) {
            throw noSuchVersion(ack.version());
        }
        Activity activity = key == null ? call.activity() : KeyRecords.about(call, key);
        activities.record(call.caller(), described(activity, ack).status(204));
        return key != null && apply(call, key, meant.told(), ack, dependants.getOrDefault(key.id(), 0L), now);
    }

    private Meant meant(Call call, EventAck ack) {
        Optional<ChangeStore.Told> told = changes.byEvent(call.instance().id(), ack.eventId());
        if (told.isPresent()) {
            return new Meant(ack, told.get(), told.get().key());
        }
        return new Meant(ack, null, ack.version() == null ? null : keyOf(call, ack.version()));
    }

    private boolean apply(
            Call call, Key key, ChangeStore.@Nullable Told told, EventAck ack, long dependants, Instant now) {
        String owner = call.caller().iamId();
        Life.Version used = ack.version() == null ? null : version(key, ack.version());
        Optional<String> contradiction = AckConsistency.contradiction(key, ack.adopterKeyState(), used, told);
        if (contradiction.isPresent()) {
            outcome(
                    key,
                    told,
                    ack,
                    activity -> activity.response("consumer", owner).failed(409, contradiction.get()));
            return false;
        }
        VersionId kept;
        if (used != null && !ack.deleteRegistrations()) {
            kept = used.id();
            registrations.moveOn(key.id(), owner, kept, now);
        } else {
            kept = registrations
                    .oldestVersion(key.id(), owner)
                    .orElse(key.life().current().id());
        }
        if (told != null && store.keep(key.id(), kept, word(key, told, kept, owner, ack, dependants))) {
            outcome(key, told, ack, activity -> {
                Activity with = activity.response("consumer", owner);
                return used == null ? with : records.withVersions(with, key, used);
            });
        }
        return ack.deleteRegistrations();
    }

    /** Of an event that this service knows; an acknowledgement by version alone says not of which change. */
    private void outcome(Key key, ChangeStore.@Nullable Told told, EventAck ack, UnaryOperator<Activity> detail) {
        if (told != null) {
            String change = told.what();
            AckAction.of(change)
                    .map(action -> described(records.about(key, action, change), ack))
                    .ifPresent(activity -> activities.recordOwn(detail.apply(activity)));
        }
    }

    private static KeyAcknowledged word(
            Key key, ChangeStore.Told told, VersionId used, String owner, EventAck ack, long dependants) {
        return new KeyAcknowledged(
                owner.startsWith(SERVICE) ? owner.substring(SERVICE.length()) : owner,
                key.id().toString(),
                key.home().crn().toString(),
                told.revision(),
                used.toString(),
                key.state().number(),
                dependants,
                ack.at());
    }

    private static Activity described(Activity activity, EventAck ack) {
        Activity described = activity.response("eventAckData.eventId", ack.eventId())
                .response("eventAckData.keyState", ack.adopterKeyState())
                .response("eventAckData.eventAckTimeStamp", ack.at().toString());
        return ack.version() == null
                ? described
                : described.response(
                        "eventAckData.newKeyVersionId", ack.version().toString());
    }

    private Life.Version version(Key key, VersionId id) {
        return versions.find(key.id(), id)
                .orElseThrow(
                        () -> Refusal.of(422, "KEY_VERSION_INVALID", "Key " + key.id() + " has no version " + id + ".")
                                .asException());
    }

    private KeyId keyOf(Call call, VersionId version) {
        return versions.keyOf(version)
                .flatMap(id -> keys.find(call.instance().id(), id))
                .map(Key::id)
                .orElseThrow(() -> noSuchVersion(version));
    }

    private static RuntimeException noSuchVersion(VersionId version) {
        return Refusal.of(404, "KEY_NOT_FOUND_ERR", "No key of this instance has a version " + version + ".")
                .asException();
    }
}
