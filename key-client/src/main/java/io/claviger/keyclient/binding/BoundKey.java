package io.claviger.keyclient.binding;

import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.kms.KeyRef;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known here of a root key that something hangs from.
 *
 * @param revision highest revision that key-service itself has answered with; events never raise it, so a forged one cannot
 *     make a later, genuine one look old
 * @param epoch grows by one each time the key is lost; what was unlocked in an earlier epoch must be unlocked again
 * @param versionId newest version of the key
 * @param checkedAt when key-service last answered about it
 */
public record BoundKey(
        KeyRef ref,
        String accountId,
        int state,
        Instant stateSince,
        Availability availability,
        long revision,
        long epoch,
        String versionId,
        Instant versionCreated,
        boolean purged,
        @Nullable Instant expirationDate,
        @Nullable Instant restoreExpirationDate,
        Instant checkedAt) {

    /** Less than any key can go away and come back in; more than any road rounds a time by. */
    private static final Duration ROUNDING = Duration.ofMillis(1);

    /** Times have the precision of the database, so that a value is the same before and after it was stored. */
    public BoundKey {
        stateSince = stateSince.truncatedTo(ChronoUnit.MICROS);
        versionCreated = versionCreated.truncatedTo(ChronoUnit.MICROS);
        expirationDate = expirationDate == null ? null : expirationDate.truncatedTo(ChronoUnit.MICROS);
        restoreExpirationDate =
                restoreExpirationDate == null ? null : restoreExpirationDate.truncatedTo(ChronoUnit.MICROS);
        checkedAt = checkedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** First knowledge of a key, from key-service's own answer. */
    public static BoundKey first(KeySnapshot key, Instant now) {
        return new BoundKey(
                new KeyRef(key.instanceId(), key.keyId(), key.crn()),
                key.accountId(),
                key.state(),
                key.stateSince(),
                Availability.ofState(key.state()),
                key.revision(),
                1,
                key.keyVersion().id(),
                key.keyVersion().creationDate(),
                false,
                key.expirationDate(),
                key.restoreExpirationDate(),
                now);
    }

    public boolean available() {
        return availability == Availability.AVAILABLE;
    }

    /**
     * An event has come. It can only take access away, never give it, and never raises the revision (I4); whatever it says,
     * key-service is asked right after.
     */
    public BoundKey onEvent(KeySnapshot event) {
        if (event.revision() <= revision || event.state() == 1 || !available()) {
            return this;
        }
        return new BoundKey(
                ref,
                accountId,
                event.state(),
                event.stateSince(),
                Availability.ofState(event.state()),
                revision,
                epoch + 1,
                versionId,
                versionCreated,
                purged,
                event.expirationDate(),
                event.restoreExpirationDate(),
                checkedAt);
    }

    /** Whether an event tells something that key-service has not answered yet. */
    public boolean isNews(KeySnapshot event) {
        return event.revision() > revision;
    }

    /**
     * Key-service has answered; its answer is the truth unless a newer one is already here. A key that went away and came back
     * between two answers shows by its {@code stateSince}, and was lost all the same.
     */
    public BoundKey onAnswer(KeySnapshot answer, Instant now) {
        if (answer.revision() < revision) {
            return this;
        }
        Availability next = Availability.ofState(answer.state());
        boolean lost = available() && (next != Availability.AVAILABLE || reentered(answer.stateSince()));
        return new BoundKey(
                ref,
                accountId,
                answer.state(),
                answer.stateSince(),
                next,
                answer.revision(),
                lost ? epoch + 1 : epoch,
                answer.keyVersion().id(),
                answer.keyVersion().creationDate(),
                false,
                answer.expirationDate(),
                answer.restoreExpirationDate(),
                now);
    }

    /**
     * The same for an answer to a question of known time. One that was asked after the last answer was here is newer, whatever
     * revision it carries: then key-service has gone back to a backup, and what it says is true all the same.
     */
    public BoundKey onAnswer(KeySnapshot answer, Instant askedAt, Instant now) {
        boolean wentBack = answer.revision() < revision && askedAt.isAfter(checkedAt);
        return wentBack ? withRevision(answer.revision()).onAnswer(answer, now) : onAnswer(answer, now);
    }

    private BoundKey withRevision(long other) {
        return new BoundKey(
                ref,
                accountId,
                state,
                stateSince,
                availability,
                other,
                epoch,
                versionId,
                versionCreated,
                purged,
                expirationDate,
                restoreExpirationDate,
                checkedAt);
    }

    private boolean reentered(Instant since) {
        return Duration.between(stateSince, since).abs().compareTo(ROUNDING) > 0;
    }

    /**
     * Another dependant is bound by an answer that was got some time before. It may take away, but not give back: an event may
     * have come since, and only an answer asked for after it outweighs it.
     */
    public BoundKey onBinding(KeySnapshot answer, Instant now) {
        return available() ? onAnswer(answer, now) : this;
    }

    /** Key-service does not know the key any more: purged. */
    public BoundKey onUnknown(Instant now) {
        return new BoundKey(
                ref,
                accountId,
                5,
                purged ? stateSince : now,
                Availability.LOST,
                revision,
                available() ? epoch + 1 : epoch,
                versionId,
                versionCreated,
                true,
                expirationDate,
                null,
                now);
    }

    /** Whether dependants look different now than under {@code before}. */
    public boolean differsFrom(BoundKey before) {
        return availability != before.availability
                || epoch != before.epoch
                || state != before.state
                || purged != before.purged;
    }
}
