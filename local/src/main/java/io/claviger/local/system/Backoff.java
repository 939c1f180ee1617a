package io.claviger.local.system;

import java.time.Duration;

/** How long to wait before a part that died is started again: 1 s, doubling to 30 s; anew once it ran for a minute. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration STEADY = Duration.ofMinutes(1);

    private Duration next = FIRST;

    /** @param ran how long the life that just ended lasted */
    Duration after(Duration ran) {
        Duration wait = ran.compareTo(STEADY) >= 0 ? FIRST : next;
        Duration doubled = wait.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return wait;
    }
}
