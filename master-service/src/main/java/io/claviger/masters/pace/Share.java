package io.claviger.masters.pace;

import java.time.Duration;
import java.util.Arrays;

/**
 * The part of its time that background work may use. It is judged by the slowest reads of a stretch of time: those that take half as
 * long again as they do at rest halve it, others let it grow slowly, and without any reads there is nothing to spare. Never
 * less than a sixteenth, so that the work ends whatever else slows the reads down.
 */
final class Share {

    static final double LEAST = 1.0 / 16;
    /** Before anything is known of the readers. */
    static final double FIRST = 1.0 / 4;

    private static final double TOO_SLOW = 1.5;
    private static final double GROWTH = 1.25;
    /** Reads at rest change too: with the data, with the hour. */
    private static final double NEWEST = 0.25;
    /** One in twenty may be slow for reasons of its own. */
    private static final double SLOWEST = 0.95;

    private double share = FIRST;
    private double atRest;

    double share() {
        return share;
    }

    /**
     * @param reads what each took, in nanoseconds
     * @param working whether background work was going on meanwhile
     */
    void judge(long[] reads, boolean working) {
        if (reads.length == 0) {
            share = working ? 1 : share;
            return;
        }
        double slow = slow(reads);
        if (!working) {
            atRest = atRest == 0 ? slow : atRest + NEWEST * (slow - atRest);
            share = FIRST;
        } else if (atRest > 0) {
            share = slow > TOO_SLOW * atRest ? Math.max(LEAST, share / 2) : Math.min(1, share * GROWTH);
        } else {
            share = FIRST;
        }
    }

    /** How long to rest after work that took so long. */
    Duration restAfter(Duration work) {
        return Duration.ofNanos((long) (work.toNanos() * (1 / share - 1)));
    }

    private static double slow(long[] reads) {
        long[] sorted = reads.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(SLOWEST * sorted.length) - 1];
    }
}
