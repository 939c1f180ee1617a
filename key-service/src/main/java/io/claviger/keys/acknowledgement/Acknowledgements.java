package io.claviger.keys.acknowledgement;

import io.claviger.events.KeyAcknowledged;
import io.claviger.keys.acknowledgement.store.AcknowledgementStore;
import io.claviger.keys.registration.store.RegistrationStore;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.rootkey.store.ChangeStore;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.kit.activity.Activities;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Applies a consumer's word on a key: its registrations move on to the version it now uses, never back. A word that comes
 * twice or late changes nothing; one that speaks of what this service does not know is logged and left.
 */
@ApplicationScoped
public class Acknowledgements {

    private static final Logger LOG = Logger.getLogger(Acknowledgements.class);

    private final KeyStore keys;
    private final ChangeStore changes;
    private final VersionStore versions;
    private final RegistrationStore registrations;
    private final AcknowledgementStore store;
    private final AckRecords records;
    private final AcknowledgementTimes times;
    private final Activities activities;
    private final Clock clock;

    Acknowledgements(
            KeyStore keys,
            ChangeStore changes,
            VersionStore versions,
            RegistrationStore registrations,
            AcknowledgementStore store,
            AckRecords records,
            AcknowledgementTimes times,
            Activities activities,
            Clock clock) {
        this.keys = keys;
        this.changes = changes;
        this.versions = versions;
        this.registrations = registrations;
        this.store = store;
        this.records = records;
        this.times = times;
        this.activities = activities;
        this.clock = clock;
    }

    /** In the caller's transaction. */
    public void apply(KeyAcknowledged word) {
        Optional<Key> key = KeyId.parse(word.keyId()).flatMap(keys::lockAnywhere);
        Optional<Life.Version> version =
                key.flatMap(known -> KeyId.parse(word.keyVersionId()).flatMap(id -> {
                    return versions.find(known.id(), new VersionId(id.value()));
                }));
        if (key.isEmpty()
                || version.isEmpty()
                || word.revision() > key.get().life().revision()) {
            LOG.warnf(
                    "acknowledgement of something unknown consumer=%s key=%s revision=%d version=%s",
                    word.consumer(), word.keyId(), word.revision(), word.keyVersionId());
            return;
        }
        VersionId used = version.get().id();
        if (store.keep(key.get().id(), used, word)) {
            String service = "iam-ServiceId-" + word.consumer();
            times.acknowledged(service, key.get().id(), word.revision());
            registrations.moveOn(key.get().id(), service, used, clock.instant().truncatedTo(ChronoUnit.MICROS));
            record(key.get(), version.get(), word);
        }
    }

    private void record(Key key, Life.Version used, KeyAcknowledged word) {
        String change = changes.told(key.id(), word.revision()).orElse("");
        AckAction.of(change)
                .map(action -> records.withVersions(records.about(key, action, change), key, used))
                .ifPresent(activity -> activities.recordOwn(activity.response("eventAckData.keyState", word.keyState())
                        .response("eventAckData.eventAckTimeStamp", word.at().toString())
                        .response("consumer", word.consumer())
                        .response("totalResources", word.dependants())));
    }
}
