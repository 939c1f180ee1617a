package io.claviger.iam.token.edge;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * How many refused logins are recorded one by one: whoever has no credential must not be able to fill the record, which keeps
 * everything for good. Those beyond are counted, and the next one that is recorded tells how many they were.
 */
final class RefusalBudget {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final int perMinute;
    private final Clock clock;
    private Instant windowEnd = Instant.MIN;
    private int left;
    private long passedOver;

    RefusalBudget(int perMinute, Clock clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /** How many were passed over since the last one recorded, if this one is to be recorded. */
    synchronized OptionalLong take() {
        Instant now = clock.instant();
        if (!now.isBefore(windowEnd)) {
            windowEnd = now.plus(WINDOW);
            left = perMinute;
        }
        if (left == 0) {
            passedOver++;
            return OptionalLong.empty();
        }
        left--;
        long before = passedOver;
        passedOver = 0;
        return OptionalLong.of(before);
    }
}
