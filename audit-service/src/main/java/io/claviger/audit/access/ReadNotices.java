package io.claviger.audit.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides which reads of the record are recorded. A read's own record is the next thing that the same query may find: a caller
 * who follows the end of the trail would produce records by reading them, without end. So the same question by the same caller
 * is recorded once per period, whatever page of it is asked for.
 */
final class ReadNotices {

    /** Questions remembered at once; the one asked longest ago is forgotten first, and then recorded once more. */
    private static final int REMEMBERED = 10_000;

    /** Who asked for what, and with which status it was answered. */
    record Read(String caller, int status, String question) {}

    private final Clock clock;
    private final Duration period;
    private final Map<Read, Instant> recorded = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Read, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    ReadNotices(Clock clock, Duration period) {
        this.clock = clock;
        this.period = period;
    }

    /** True when this read must be recorded. */
    synchronized boolean isDue(Read read) {
        Instant last = recorded.get(read);
        return last == null || !clock.instant().isBefore(last.plus(period));
    }

    /** Says that it has been; from now on its like is not due for one period. */
    synchronized void done(Read read) {
        recorded.remove(read);
        recorded.put(read, clock.instant());
    }
}
