package io.claviger.keyclient.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keyclient.binding.LeaseWorld.Flaw;
import java.security.SecureRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * I5 against a bus that drops, repeats, delays, truncates and garbles, a key-service that is cut off, clocks that differ, and two
 * replicas that crash: on neither does a read succeed later than a lease after a disable, and after quiet both agree with
 * key-service and hold no plain key of one that is lost.
 */
class LeaseModelTest {

    private static final int STEPS = 400;
    private static final int FRESH_SEEDS = 1_000;

    @Test
    void neverReadsLaterThanALeaseAfterADisableAndAgreesAfterQuiet() {
        long fresh = Long.getLong("claviger.seed", new SecureRandom().nextInt());
        System.out.printf("seeds 0..2999 and %d..%d (-Dclaviger.seed=%d)%n", fresh, fresh + FRESH_SEEDS - 1, fresh);

        int usable = 0;
        int losses = 0;
        int byWatermark = 0;
        for (long seed : LongStream.concat(LongStream.range(0, 3_000), LongStream.range(fresh, fresh + FRESH_SEEDS))
                .toArray()) {
            LeaseWorld world = new LeaseWorld(seed);
            for (int step = 0; step < STEPS; step++) {
                world.step();
                assertThat(world.readsTooLate())
                        .as("seed %d step %d: %s", seed, step, world)
                        .isFalse();
            }
            usable += world.reads();
            losses += world.losses();
            byWatermark += world.readsByWatermark();
            world.quiet();
            assertThat(world.agrees())
                    .as("seed %d after quiet: %s", seed, world)
                    .isTrue();
        }
        // It was not all refusals: keys were used, lost, and kept by watermarks alone.
        assertThat(usable).isGreaterThan(100_000);
        assertThat(losses).isGreaterThan(10_000);
        assertThat(byWatermark).isGreaterThan(1_000);
    }

    /** Else the test above would prove little. */
    @Test
    void findsOutAReaderOfWatermarksThatDoesNotMindLostRecords() {
        assertThat(late(Flaw.MINDS_NO_LOSS, 3_000)).isPositive();
    }

    @Test
    void findsOutAReplicaThatTrustsTheKeyInItsMemory() {
        assertThat(late(Flaw.TRUSTS_ITS_MEMORY, 100)).isPositive();
    }

    private static long late(Flaw flaw, int seeds) {
        return LongStream.range(0, seeds)
                .filter(seed -> {
                    LeaseWorld world = new LeaseWorld(seed, flaw);
                    return LongStream.range(0, STEPS).anyMatch(_ -> {
                        world.step();
                        return world.readsTooLate();
                    });
                })
                .count();
    }
}
