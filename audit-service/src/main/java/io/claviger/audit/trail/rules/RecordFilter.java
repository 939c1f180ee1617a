package io.claviger.audit.trail.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which records are asked for; every condition that is there must hold.
 *
 * @param keyId id of a key the record is about, lower case
 * @param action exact name, or its beginning followed by {@code *}
 * @param from first moment, included
 * @param to last moment, not included
 * @param after only records with a higher index
 * @param limit 1 to {@value #LARGEST_PAGE}
 */
public record RecordFilter(
        @Nullable String keyId,
        @Nullable String target,
        @Nullable String actor,
        @Nullable String action,
        @Nullable String outcome,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String correlationId,
        long after,
        int limit) {

    public static final int LARGEST_PAGE = 1000;
    public static final int USUAL_PAGE = 200;

    /** Before the first index. */
    public static final long FROM_THE_START = -1;
}
