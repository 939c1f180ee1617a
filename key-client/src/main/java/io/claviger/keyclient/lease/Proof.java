package io.claviger.keyclient.lease;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What proves that a key was as it is known here, and until when. All times but the watermark's are of one clock, that of the
 * database all replicas share; the watermark's is of key-service's database, and never later than when it was read.
 *
 * @param confirmedAt when the question was asked that key-service answered last; asking, not answering, because its answer may
 *     be older than its arrival
 * @param followed whether every event since that question would have been applied here
 * @param watchedAt up to when the key's partition was read; absent while no watermark came
 * @param blindSince when records of the partition were last lost or unreadable; absent while none was read
 */
public record Proof(
        Instant confirmedAt,
        boolean followed,
        @Nullable Instant watchedAt,
        @Nullable Instant blindSince) {

    /** The key was available, if it is known as available, at this time. */
    public Instant provenAt() {
        return continued() && watchedAt != null && watchedAt.isAfter(confirmedAt) ? watchedAt : confirmedAt;
    }

    /** A watermark says that nothing has changed since; it takes an answer that was complete then to begin with. */
    private boolean continued() {
        return followed && blindSince != null && confirmedAt.isAfter(blindSince);
    }

    public boolean holds(Instant now, Duration lease) {
        return now.isBefore(provenAt().plus(lease));
    }
}
