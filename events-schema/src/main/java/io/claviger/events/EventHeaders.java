package io.claviger.events;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /** Header names and values in the order they are written. */
    public Map<String, String> toMap() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", id);
        headers.put("ce_type", type);
        headers.put("ce_source", source);
        headers.put("ce_subject", subject);
        headers.put("ce_time", time.toString());
        headers.put("ce_partitionkey", partitionKey);
        // Padded, because the sequence extension is compared as a string (CloudEvents sequence extension).
        headers.put("ce_sequence", "%019d".formatted(sequence));
        headers.put("content-type", CONTENT_TYPE);
        if (traceparent != null) {
            headers.put("traceparent", traceparent);
        }
        if (correlationId != null) {
            headers.put("ce_correlationid", correlationId);
        }
        return headers;
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
