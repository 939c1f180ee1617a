package io.claviger.keys.rootkey.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What changes in a key's life. Every change makes a new one with the next revision; whether it is allowed was asked of
 * {@link Lifecycle} before.
 *
 * @param since when {@code state} was entered
 * @param current the version that wraps
 * @param lastRotation absent before the first
 * @param deletion present exactly while destroyed
 */
public record Life(
        KeyState state,
        Instant since,
        long revision,
        Version current,
        Instant lastUpdate,
        @Nullable Instant lastRotation,
        @Nullable Deletion deletion) {

    /** @param bits size of the material */
    public record Version(VersionId id, int ordinal, int bits, Instant createdAt) {}

    public record Deletion(Instant at, String by) {}

    public Life {
        if ((state == KeyState.DESTROYED) != (deletion != null)) {
            throw new IllegalArgumentException("a key has a deletion exactly while it is destroyed");
        }
    }

    static Life begun(Version first) {
        Instant now = first.createdAt();
        return new Life(KeyState.ACTIVE, now, 1, first, now, null, null);
    }

    public Life rotated(Version next) {
        Instant now = next.createdAt();
        return new Life(state, since, revision + 1, next, now, now, deletion);
    }

    public Life disabled(Instant now) {
        return entered(KeyState.SUSPENDED, now);
    }

    public Life enabled(Instant now) {
        return entered(KeyState.ACTIVE, now);
    }

    public Life expired(Instant now) {
        return entered(KeyState.DEACTIVATED, now);
    }

    public Life deleted(Instant now, String by) {
        Deletion made = new Deletion(now, by);
        return new Life(KeyState.DESTROYED, now, revision + 1, current, now, lastRotation, made);
    }

    public Life restored(Instant now) {
        return entered(KeyState.ACTIVE, now);
    }

    /** Something about the key changed that no event tells: the revision, which is the events' sequence, stays. */
    Life touched(Instant now) {
        return new Life(state, since, revision, current, now, lastRotation, deletion);
    }

    /** Nothing changed, and whoever follows the key is to look at it again: only for them this is a revision. */
    public Life repeated() {
        return new Life(state, since, revision + 1, current, lastUpdate, lastRotation, deletion);
    }

    /** Others were told of later revisions than this one, which comes from a backup: the next change is after all of them. */
    public Life told(long later) {
        return later <= revision ? this : new Life(state, since, later, current, lastUpdate, lastRotation, deletion);
    }

    /** The last revision there is: the key is gone after it. */
    public Life purged(Instant now) {
        return new Life(state, since, revision + 1, current, now, lastRotation, deletion);
    }

    private Life entered(KeyState next, Instant now) {
        return new Life(next, now, revision + 1, current, now, lastRotation, null);
    }
}
