package io.claviger.audit.trail.rules;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets only so many search at once, and each account only half as many: searches may be slow, and the connections that are left
 * are for appending to the log, and for other accounts.
 */
public final class SearchTurns {

    private final int most;
    private final int mostOfOne;
    private final Map<String, Integer> searching = new HashMap<>();
    private int all;

    public SearchTurns(int most) {
        this.most = most;
        this.mostOfOne = Math.max(1, most / 2);
    }

    /** Waits for a turn; false when none came within {@code patience}. A turn that was taken is given back. */
    public synchronized boolean take(String account, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (all >= most || searching.getOrDefault(account, 0) >= mostOfOne) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        all++;
        searching.merge(account, 1, Integer::sum);
        return true;
    }

    public synchronized void giveBack(String account) {
        all--;
        searching.computeIfPresent(account, (_, count) -> count == 1 ? null : count - 1);
        notifyAll();
    }
}
