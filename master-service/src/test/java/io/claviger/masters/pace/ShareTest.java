package io.claviger.masters.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShareTest {

    private static final boolean AT_REST = false;
    private static final boolean WORKING = true;

    private final Share share = new Share();

    @Test
    void beginsGently() {
        assertThat(share.restAfter(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void takesAllWhenNobodyReads() {
        share.judge(new long[0], WORKING);

        assertThat(share.restAfter(Duration.ofMillis(10))).isZero();
    }

    @Test
    void halvesWhenReadsGetSlowAndNeverEnds() {
        share.judge(reads(4), AT_REST);

        for (int stretch = 0; stretch < 10; stretch++) {
            double before = share.share();
            share.judge(reads(7), WORKING);
            assertThat(share.share()).isEqualTo(Math.max(Share.LEAST, before / 2));
        }

        assertThat(share.share()).isEqualTo(Share.LEAST);
    }

    @Test
    void growsWhileReadsAreNoSlowerThanAtRest() {
        share.judge(reads(4), AT_REST);

        for (int stretch = 0; stretch < 10; stretch++) {
            share.judge(reads(5), WORKING);
        }

        assertThat(share.share()).isEqualTo(1);
    }

    @Test
    void mindsTheSlowestTwentiethAndNotTheSlowestOne() {
        share.judge(reads(4), AT_REST);
        long[] oneSlow = reads(4);
        oneSlow[17] = Duration.ofSeconds(1).toNanos();
        share.judge(oneSlow, WORKING);
        assertThat(share.share()).isGreaterThan(Share.FIRST);

        double before = share.share();
        long[] someSlow = reads(4);
        Arrays.fill(someSlow, 0, 7, Duration.ofSeconds(1).toNanos());
        share.judge(someSlow, WORKING);

        assertThat(share.share()).isEqualTo(before / 2);
    }

    @Test
    void beginsGentlyAgainAfterARest() {
        share.judge(new long[0], WORKING);
        share.judge(reads(4), AT_REST);

        assertThat(share.share()).isEqualTo(Share.FIRST);
    }

    /** A hundred reads that took so many milliseconds. */
    private static long[] reads(int millis) {
        long[] reads = new long[100];
        Arrays.fill(reads, Duration.ofMillis(millis).toNanos());
        return reads;
    }
}
