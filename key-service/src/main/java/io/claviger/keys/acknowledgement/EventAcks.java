package io.claviger.keys.acknowledgement;

import io.claviger.keys.call.Call;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.registration.store.RegistrationStore;
import io.claviger.keys.rootkey.KeyRecords;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Key Protect's way to acknowledge (key-protect-api.md 5.5): by the key version that the service now uses. */
@ApplicationScoped
public class EventAcks {

    private final KeyStore keys;
    private final VersionStore versions;
    private final RegistrationStore registrations;
    private final Activities activities;
    private final Clock clock;

    EventAcks(
            KeyStore keys, VersionStore versions, RegistrationStore registrations, Activities activities, Clock clock) {
        this.keys = keys;
        this.versions = versions;
        this.registrations = registrations;
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

    /** All of them, or none. */
    public void acknowledge(Call call, List<EventAck> acks) {
        QuarkusTransaction.requiringNew().run(() -> {
            call.requireRight();
            acks.forEach(ack -> acknowledge(call, ack));
        });
    }

    private void acknowledge(Call call, EventAck ack) {
        Activity activity = call.activity();
        if (ack.version() != null) {
            Key key = keyOf(call, ack.version());
            String owner = call.caller().iamId();
            if (ack.deleteRegistrations()) {
                registrations.removeAllOf(key.id(), owner);
            } else {
                registrations.moveOn(
                        key.id(), owner, ack.version(), clock.instant().truncatedTo(ChronoUnit.MICROS));
            }
            activity = KeyRecords.about(call, key)
                    .response("eventAckData.newKeyVersionId", ack.version().toString());
        }
        activities.record(
                call.caller(),
                activity.status(204)
                        .response("eventAckData.eventId", ack.eventId())
                        .response("eventAckData.keyState", ack.adopterKeyState())
                        .response("eventAckData.eventAckTimeStamp", ack.at().toString()));
    }

    private Key keyOf(Call call, VersionId version) {
        Optional<Key> key = versions.keyOf(version)
                .flatMap((KeyId id) -> keys.lock(call.instance().id(), id));
        return key.orElseThrow(
                () -> Refusal.of(404, "KEY_NOT_FOUND_ERR", "No key of this instance has a version " + version + ".")
                        .asException());
    }
}
