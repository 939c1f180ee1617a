package io.claviger.audit.log.store;

import io.claviger.audit.log.store.LogCheck.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the check that never ends is: a round goes from the first leaf to the end of the log, follows it while it grows, and
 * makes place for the next one, because what was looked at may be changed afterwards.
 *
 * @param beganAt of this round
 * @param endedAt when the end of the log was reached last, by this round or the one before
 * @param endedSize how long the log was then
 * @param former what the round before had found, until this one has been there
 */
record CheckState(
        AuditProgress progress, Instant beganAt, @Nullable Instant endedAt, long endedSize, List<Finding> former) {

    static CheckState begun(Instant now) {
        return new CheckState(AuditProgress.NONE, now, null, 0, List.of());
    }

    /** This round, or the next one when it is due. */
    CheckState at(Instant now, Duration round) {
        boolean due = endedAt != null && !endedAt.isBefore(beganAt) && !now.isBefore(beganAt.plus(round));
        return due ? new CheckState(AuditProgress.NONE, now, endedAt, endedSize, findings()) : this;
    }

    CheckState after(AuditProgress further, boolean ended, Instant now) {
        return ended
                ? new CheckState(further, beganAt, now, further.computed().size(), List.of())
                : new CheckState(further, beganAt, endedAt, endedSize, former);
    }

    /** Leaves that were looked at, by this round or the one before. */
    long size() {
        return Math.max(progress.computed().size(), endedSize);
    }

    List<Finding> findings() {
        return Stream.concat(progress.findings().stream(), former.stream())
                .distinct()
                .toList();
    }
}
