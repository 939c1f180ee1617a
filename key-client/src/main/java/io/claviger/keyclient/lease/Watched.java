package io.claviger.keyclient.lease;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one partition of the key events was read, by whichever replica owned it. Offsets of the topic have no gaps, so one that
 * is skipped was lost: truncated, or expired while nobody read.
 *
 * @param partitions how many the topic has; 0 until a watermark has told
 * @param blindSince when records were last found lost or unreadable
 * @param provenAt every change committed before this was read; absent until a watermark came
 */
public record Watched(
        int partition,
        int partitions,
        long nextOffset,
        Instant blindSince,
        @Nullable Instant provenAt) {

    /** Whatever came before was not seen. */
    public static Watched from(int partition, long offset, Instant now) {
        return new Watched(partition, 0, offset, now, null);
    }

    /** A record was applied; a redelivered one changes nothing. */
    public Watched passed(long offset, Instant now) {
        if (offset < nextOffset) {
            return this;
        }
        return new Watched(partition, partitions, offset + 1, offset == nextOffset ? blindSince : now, provenAt);
    }

    /** A record could not be read: it may have told of any key of the partition. */
    public Watched unreadable(long offset, Instant now) {
        return new Watched(partition, partitions, Math.max(nextOffset, offset + 1), now, provenAt);
    }

    /**
     * A genuine watermark of this partition was read. It cannot prove more than its reader's own time, so a clock that is ahead
     * at key-service lengthens no lease.
     */
    public Watched upTo(long offset, Instant at, int ofPartitions, Instant now) {
        Instant proof = at.isAfter(now) ? now : at;
        boolean newer = provenAt == null || proof.isAfter(provenAt);
        boolean redelivered = offset < nextOffset && !newer;
        if (redelivered) {
            return this;
        }
        // A newer one at an older offset: the topic was made anew. Another number of partitions: keys have moved.
        boolean sees = offset == nextOffset && (partitions == 0 || partitions == ofPartitions);
        return new Watched(partition, ofPartitions, offset + 1, sees ? blindSince : now, newer ? proof : provenAt);
    }
}
