package io.claviger.events;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 attributes and the extensions Claviger adds, as Kafka headers of the binary content mode
 * (CloudEvents Kafka protocol binding 3.2).
 *
 * @param id UUIDv7 of the event; the same on every redelivery, which is what the inbox keys on
 * @param traceparent W3C trace context, absent outside a trace
 * @param correlationId the caller's correlation id, absent when nobody called
 */
public record EventHeaders(
        String id,
        String type,
        String source,
        String subject,
        Instant time,
        String partitionKey,
        long sequence,
        @Nullable String traceparent,
        @Nullable String correlationId) {

    public static final String CONTENT_TYPE = "application/json";

    /** Of the largest sequence. */
    private static final int SEQUENCE_DIGITS = 19;

    /** Header names and values in the order they are written. */
    public Map<String, String> toMap() {
        Map<String, String> headers = new LinkedHashMap<>();
        forEach(headers::put);
        return headers;
    }

    /** As {@link #toMap()}, for whoever needs no map. */
    public void forEach(BiConsumer<String, String> header) {
        header.accept("ce_specversion", "1.0");
        header.accept("ce_id", id);
        header.accept("ce_type", type);
        header.accept("ce_source", source);
        header.accept("ce_subject", subject);
        header.accept("ce_time", time.toString());
        header.accept("ce_partitionkey", partitionKey);
        header.accept("ce_sequence", padded(sequence));
        header.accept("content-type", CONTENT_TYPE);
        if (traceparent != null) {
            header.accept("traceparent", traceparent);
        }
        if (correlationId != null) {
            header.accept("ce_correlationid", correlationId);
        }
    }

    /** As long as the longest, because the sequence extension is compared as a string (CloudEvents sequence extension). */
    static String padded(long sequence) {
        String digits = Long.toString(sequence);
        return sequence < 0 ? "%019d".formatted(sequence) : "0".repeat(SEQUENCE_DIGITS - digits.length()) + digits;
    }

    /** Reads what {@link #toMap()} wrote, and what any other CloudEvents producer writes. */
    public static EventHeaders parse(Map<String, String> headers) {
        if (!"1.0".equals(headers.get("ce_specversion"))) {
            throw new UnreadableEventException("header ce_specversion is " + headers.get("ce_specversion")
                    + ": only CloudEvents 1.0 in binary mode is understood");
        }
        return new EventHeaders(
                required(headers, "ce_id"),
                required(headers, "ce_type"),
                required(headers, "ce_source"),
                headers.getOrDefault("ce_subject", ""),
                parseTime(headers.get("ce_time")),
                headers.getOrDefault("ce_partitionkey", ""),
                parseSequence(headers.get("ce_sequence")),
                headers.get("traceparent"),
                headers.get("ce_correlationid"));
    }

    private static String required(Map<String, String> headers, String name) {
        String value = headers.get(name);
        if (value == null || value.isBlank()) {
            throw new UnreadableEventException("header " + name + " is missing");
        }
        return value;
    }

    private static Instant parseTime(@Nullable String time) {
        if (time == null) {
            return Instant.EPOCH;
        }
        try {
            return java.time.OffsetDateTime.parse(time).toInstant();
        } catch (java.time.format.DateTimeParseException e) {
            throw new UnreadableEventException("header ce_time is not RFC 3339: " + e.getMessage());
        }
    }

    private static long parseSequence(@Nullable String sequence) {
        if (sequence == null) {
            return 0;
        }
        try {
            return Long.parseLong(sequence);
        } catch (NumberFormatException e) {
            throw new UnreadableEventException("header ce_sequence is not a number");
        }
    }
}
