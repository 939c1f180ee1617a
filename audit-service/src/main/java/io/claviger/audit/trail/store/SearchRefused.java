package io.claviger.audit.trail.store;

import java.time.Duration;

/** A search that got no turn, or not to its end. */
public final class SearchRefused extends RuntimeException {

    /** Why. */
    public enum Reason {
        BUSY,
        TOO_LONG
    }

    private final Reason reason;
    private final Duration limit;

    SearchRefused(Reason reason, Duration limit) {
        super(reason + " after " + limit);
        this.reason = reason;
        this.limit = limit;
    }

    public Reason reason() {
        return reason;
    }

    /** Of the search's time. */
    public Duration limit() {
        return limit;
    }
}
