package io.claviger.keys.rootkey;

import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import java.util.Locale;

/** What became of a key, and the event that tells it. */
public enum KeyChange {
    CREATED,
    ROTATED,
    DISABLED,
    ENABLED,
    DELETED,
    RESTORED,
    PURGED,
    EXPIRED;

    KeyEvent event(KeySnapshot key) {
        return switch (this) {
            case CREATED -> new KeyEvent.Created(key);
            case ROTATED -> new KeyEvent.Rotated(key);
            case DISABLED -> new KeyEvent.Disabled(key);
            case ENABLED -> new KeyEvent.Enabled(key);
            case DELETED -> new KeyEvent.Deleted(key);
            case RESTORED -> new KeyEvent.Restored(key);
            case PURGED -> new KeyEvent.Purged(key);
            case EXPIRED -> new KeyEvent.Expired(key);
        };
    }

    static KeyChange stored(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** As stored; renaming a constant would orphan rows. */
    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
