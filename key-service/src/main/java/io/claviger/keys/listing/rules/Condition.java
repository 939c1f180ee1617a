package io.claviger.keys.listing.rules;

import io.claviger.keys.rootkey.rules.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that must hold for a key to be listed. */
public sealed interface Condition {

    /** @param numbers as Key Protect numbers states */
    record InStates(List<Integer> numbers) implements Condition {
        public InStates {
            numbers = List.copyOf(numbers);
        }
    }

    record OfKind(boolean extractable) implements Condition {}

    record InRing(String ring) implements Condition {}

    /**
     * A key without the date never fulfils this.
     *
     * @param from the earliest instant that fits
     * @param before the earliest instant that fits no more
     */
    record Dated(
            DateProperty property,
            @Nullable Instant from,
            @Nullable Instant before) implements Condition {}

    /** The key has no such date. */
    record Undated(DateProperty property) implements Condition {}

    record WithId(KeyId id) implements Condition {}

    /** No key fulfils this. */
    record Never() implements Condition {}

    /** How a filter compares a date. */
    enum Comparison {
        EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    /**
     * Compares with the date as answers show it, which is in whole seconds: what a caller has read in one answer must be equal
     * to itself in the next question, although the database knows the microseconds too.
     */
    static Condition compared(DateProperty property, Comparison comparison, Instant date) {
        Instant second = date.truncatedTo(ChronoUnit.SECONDS);
        Instant next = second.plus(Duration.ofSeconds(1));
        boolean whole = second.equals(date);
        return switch (comparison) {
            case EQUAL -> whole ? new Dated(property, second, next) : new Never();
            case LESS -> new Dated(property, null, whole ? second : next);
            case LESS_OR_EQUAL -> new Dated(property, null, next);
            case GREATER -> new Dated(property, next, null);
            case GREATER_OR_EQUAL -> new Dated(property, whole ? second : next, null);
        };
    }
}
