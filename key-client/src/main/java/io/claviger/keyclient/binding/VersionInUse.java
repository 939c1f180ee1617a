package io.claviger.keyclient.binding;

import io.claviger.events.KeySnapshot;
import io.claviger.events.KeySnapshot.KeyVersion;
import java.time.Duration;
import java.time.Instant;

/**
 * The oldest version of its key that something of a dependant is wrapped by.
 *
 * @param created puts it in order with others; need not be exact for one that is not the newest
 * @param follows whether a rotation re-wraps what is under it; otherwise it stays in use
 */
public record VersionInUse(String id, Instant created, boolean follows) {

    private static final Duration BEFORE = Duration.ofMillis(1);

    public static VersionInUse newest(KeySnapshot key, boolean follows) {
        return new VersionInUse(key.keyVersion().id(), key.keyVersion().creationDate(), follows);
    }

    /** @param wrappedAt when it was wrapped by that version, which is before any newer one was made */
    public static VersionInUse of(KeySnapshot key, String versionId, Instant wrappedAt, boolean follows) {
        KeyVersion newest = key.keyVersion();
        if (versionId.equals(newest.id())) {
            return new VersionInUse(versionId, newest.creationDate(), follows);
        }
        // The clocks that gave the two times may differ.
        Instant latest = newest.creationDate().minus(BEFORE);
        return new VersionInUse(versionId, wrappedAt.isBefore(latest) ? wrappedAt : latest, follows);
    }
}
