package io.claviger.workers.api;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The one form of times on this wire: RFC 3339 in UTC, to the second, ending in Z (clusters-api.md 1.1). */
final class Times {

    private Times() {}

    static String wire(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
