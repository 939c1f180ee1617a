package io.claviger.masters.pace;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Keeps background work from slowing down those who read. Of this replica only: each looks at the reads that it answers.
 *
 * <p>The work comes in slices of a few milliseconds, each of which ends with a rest; longer ones would be felt by every read that
 * falls into them, however long the rest.
 */
@ApplicationScoped
public class Pace {

    private static final long STRETCH = Duration.ofSeconds(2).toNanos();
    /** The work is a step of a claim that ends. */
    private static final Duration LONGEST_REST = Duration.ofMillis(500);
    /** Of a stretch with more reads than this the rest is not looked at. */
    private static final int MOST = 4_096;

    private final Share share = new Share();
    private final long[] reads = new long[MOST];
    private int count;
    private boolean worked;
    private long since = System.nanoTime();

    /** A read was answered. */
    public synchronized void read(Duration took) {
        judge();
        if (count < MOST) {
            reads[count++] = took.toNanos();
        }
    }

    /**
     * Works on, with rests, until nothing is left or that many slices are done; in a thread that is interrupted, no further than
     * the slice. Call it with nothing held that others wait for.
     *
     * @param slice does a little, and answers whether there was anything to do
     */
    public void inSlices(int most, BooleanSupplier slice) {
        for (int done = 0; done < most; done++) {
            long begun = System.nanoTime();
            if (!slice.getAsBoolean()) {
                return;
            }
            try {
                rest(Duration.ofNanos(System.nanoTime() - begun));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void rest(Duration work) throws InterruptedException {
        Duration rest;
        synchronized (this) {
            worked = true;
            judge();
            rest = share.restAfter(work);
        }
        if (rest.isPositive()) {
            Thread.sleep(rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST);
        }
    }

    private void judge() {
        long now = System.nanoTime();
        if (now - since > STRETCH) {
            share.judge(Arrays.copyOf(reads, count), worked);
            count = 0;
            worked = false;
            since = now;
        }
    }
}
