package io.claviger.keys.rootkey;

import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.rootkey.store.ChangeStore;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes a change of a key: the row, what the revision was, and the event, in the caller's transaction, which has locked
 * the row (I2). Standard keys have no dependants and so no events.
 */
@ApplicationScoped
class KeyLog {

    private final KeyStore keys;
    private final ChangeStore changes;
    private final Outbox outbox;
    private final Windows windows;

    KeyLog(KeyStore keys, ChangeStore changes, Outbox outbox, Windows windows) {
        this.keys = keys;
        this.changes = changes;
        this.outbox = outbox;
        this.windows = windows;
    }

    void created(Key key) {
        keys.add(key);
        note(key, KeyChange.CREATED, key.createdBy());
    }

    Key changed(Key key, Life next, KeyChange change, String by) {
        Key changed = key.with(next);
        keys.update(changed);
        note(changed, change, by);
        return changed;
    }

    /** Whoever deletes the key uses it up; should the key come back, two are needed again. */
    void withdrawAuthorization(Key key) {
        if (key.settings().authorization() != null) {
            keys.authorizeDeletion(key.id(), null);
        }
    }

    /** The row goes; the event, with the last revision there is, stays. */
    Key purged(Key key, Life last) {
        Key purged = key.with(last);
        keys.remove(key.id());
        publish(purged, KeyChange.PURGED);
        return purged;
    }

    /** Tells again what was told last, with the state of now and the next revision. */
    void repeated(Key key, KeyChange told, Instant now, String by) {
        Key repeated = key.with(key.life().repeated());
        keys.update(repeated);
        changes.note(repeated, ChangeStore.SYNCED, now, by, publish(repeated, told));
    }

    private void note(Key key, KeyChange change, String by) {
        changes.note(key, change.storedName(), key.life().lastUpdate(), by, publish(key, change));
    }

    /** The event's id; none for a standard key. */
    private @Nullable String publish(Key key, KeyChange change) {
        return key.traits().extractable() ? null : outbox.append(change.event(key.snapshot(windows.restoreWithin())));
    }
}
