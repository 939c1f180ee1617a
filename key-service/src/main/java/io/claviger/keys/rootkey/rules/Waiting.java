package io.claviger.keys.rootkey.rules;

import io.claviger.keys.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Refusals of what is legal in this state but not yet, or not any more (key-protect-api.md 2.6, 2.8). Empty means now. */
public final class Waiting {

    private final Windows windows;
    private final Instant now;

    public Waiting(Windows windows, Instant now) {
        this.windows = windows;
        this.now = now;
    }

    public Optional<Refusal> toEnable(Key key) {
        return early(key, "enabled", key.life().since(), windows.enableAfterDisable(), "disabled");
    }

    public Optional<Refusal> toPurge(Key key) {
        return deletedAt(key).flatMap(at -> early(key, "purged", at, windows.purgeAfterDelete(), "deleted"));
    }

    public Optional<Refusal> toRestore(Key key) {
        return deletedAt(key)
                .flatMap(at -> early(key, "restored", at, windows.restoreAfterDelete(), "deleted")
                        .or(() -> late(key, at)))
                .or(() -> expired(key));
    }

    /** One person deletes a key; two when its policy says so, and then two different ones within the window. */
    public Optional<Refusal> toDelete(Key key, String by) {
        if (!key.needsTwoToDelete()) {
            return Optional.empty();
        }
        Key.Authorization first = key.settings().authorization();
        if (first != null && now.isBefore(first.until()) && !first.by().equals(by)) {
            return Optional.empty();
        }
        String why = first == null
                ? "nobody has authorized its deletion"
                : now.isBefore(first.until())
                        ? "its deletion was authorized by yourself"
                        : "the authorization of its deletion lapsed at " + first.until();
        return Optional.of(Refusal.of(
                        409,
                        "AUTHORIZATIONS_NOT_MET",
                        "Key " + key.id() + " is under dual authorization, and " + why
                                + "; somebody else must set the key for deletion first.")
                .withDetail("1 prior authorization(s) are required for deletion"));
    }

    /** The first rotation may follow the creation at once; clients' own tests do that. */
    public Optional<Refusal> toRotate(Key key) {
        Instant last = key.life().lastRotation();
        if (last == null || !now.isBefore(last.plus(windows.rotateEvery()))) {
            return Optional.empty();
        }
        return Optional.of(Refusal.of(
                409,
                "KEY_ROTATION_NOT_PERMITTED",
                "Key " + key.id() + " was rotated at " + last + "; it can be rotated once in "
                        + words(windows.rotateEvery()) + ", next from " + last.plus(windows.rotateEvery()) + " on."));
    }

    /** @param last when the key's users were last told of it, by a change or a sync */
    public Optional<Refusal> toSync(Key key, Instant last) {
        Instant from = last.plus(windows.syncEvery());
        if (!now.isBefore(from)) {
            return Optional.empty();
        }
        return Optional.of(Refusal.of(
                409,
                "REQ_TOO_EARLY_ERR",
                "The users of key " + key.id() + " were told of its last change at " + last
                        + " and need time to follow it; sync again not until at least "
                        + from.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1)));
    }

    private static Optional<Instant> deletedAt(Key key) {
        return Optional.ofNullable(key.life().deletion()).map(Life.Deletion::at);
    }

    private Optional<Refusal> early(Key key, String verb, Instant from, Duration wait, String after) {
        if (!now.isBefore(from.plus(wait))) {
            return Optional.empty();
        }
        String message = "Key " + key.id() + " can be " + verb + " from " + from.plus(wait) + " on, " + words(wait)
                + " after key is " + after;
        return Optional.of(Refusal.of(409, "REQ_TOO_EARLY_ERR", message));
    }

    private Optional<Refusal> late(Key key, Instant deletedAt) {
        Instant until = deletedAt.plus(windows.restoreWithin());
        if (!now.isAfter(until)) {
            return Optional.empty();
        }
        return Optional.of(Refusal.of(
                400,
                "KEY_RESTORE_EXPIRED",
                "Key " + key.id() + " was deleted at " + deletedAt + " and could be restored until " + until + "."));
    }

    /** Whether its expiration date has passed. */
    public boolean isOver(Key key) {
        Instant expiration = key.traits().expirationDate();
        return expiration != null && !expiration.isAfter(now);
    }

    private Optional<Refusal> expired(Key key) {
        Instant expiration = key.traits().expirationDate();
        if (!isOver(key)) {
            return Optional.empty();
        }
        return Optional.of(Refusal.of(
                        400,
                        "KEY_EXPIRED_ERR",
                        "Key " + key.id() + " expired on " + expiration + "; an expired key cannot be restored.")
                .withDetail("The key expired on " + expiration));
    }

    /** As Go prints durations, which Key Protect's messages do: {@code 4h0m0s}. */
    static String words(Duration wait) {
        String seconds = wait.toSecondsPart() + "s";
        if (wait.toHours() > 0) {
            return wait.toHours() + "h" + wait.toMinutesPart() + "m" + seconds;
        }
        return wait.toMinutesPart() > 0 ? wait.toMinutesPart() + "m" + seconds : seconds;
    }
}
