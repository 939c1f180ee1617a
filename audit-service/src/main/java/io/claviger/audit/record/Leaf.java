package io.claviger.audit.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.claviger.audit.merkle.Hash;
import io.claviger.events.UnreadableEventException;
import io.claviger.kit.crn.Crn;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An activity record as the log keeps it: its canonical bytes, which are the truth and are hashed, and the facts it is found
 * by, which are derived from the bytes alone and can be derived again at any time.
 *
 * @param entry canonical JSON; what the Merkle leaf is over
 * @param account of the target, else of the log source; absent for records of no account
 * @param concernedKeys ids of every key the record is about
 */
public record Leaf(byte[] entry, Facts facts) {

    /** Entry bundles give lengths in 16 bits (c2sp.org/tlog-tiles). */
    public static final int LONGEST_ENTRY = 0xffff;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What a record is searched by. */
    public record Facts(
            Instant eventTime,
            String action,
            String outcome,
            String initiatorId,
            String targetId,
            @Nullable String targetKeyId,
            @Nullable String account,
            @Nullable String correlationId,
            List<String> concernedKeys) {

        public Facts {
            concernedKeys = List.copyOf(concernedKeys);
        }
    }

    public Hash hash() {
        return Hash.ofLeaf(entry);
    }

    /** @throws UnreadableEventException when this is no activity record the log could keep and find again */
    public static Leaf of(byte[] json) {
        try {
            return of(JSON.readTree(json));
        } catch (IOException e) {
            // Its message can quote the data.
            throw new UnreadableEventException("the record is not JSON with each name once");
        }
    }

    private static Leaf of(JsonNode record) {
        byte[] entry;
        try {
            entry = CanonicalJson.bytes(record);
        } catch (IllegalArgumentException e) {
            throw new UnreadableEventException("the record has no canonical form: " + e.getMessage());
        }
        if (entry.length > LONGEST_ENTRY) {
            throw new UnreadableEventException(
                    "the record has " + entry.length + " bytes; an entry of the log has at most " + LONGEST_ENTRY);
        }
        return new Leaf(entry, facts(record));
    }

    private static Facts facts(JsonNode record) {
        String target = text(record, "target", "id");
        return new Facts(
                time(text(record, "eventTime")),
                text(record, "action"),
                text(record, "outcome"),
                text(record, "initiator", "id"),
                target,
                ConcernedKeys.idIn(target).orElse(null),
                account(target, record.path("logSourceCRN").asText()),
                record.path("correlationId").isTextual()
                        ? searchable(record.path("correlationId").textValue())
                        : null,
                List.copyOf(ConcernedKeys.of(record)));
    }

    private static @Nullable String account(String... crns) {
        return Stream.of(crns)
                .flatMap(crn -> Crn.parse(crn).stream())
                .map(Crn::account)
                .filter(account -> !account.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static Instant time(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() >= 1 && time.getYear() <= 9999) {
                // As precise as the database is.
                return time.toInstant().truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeException e) {
            // Refused like a time nobody lives in, below.
        }
        throw new UnreadableEventException("eventTime is not an RFC 3339 time");
    }

    private static String text(JsonNode record, String... path) {
        JsonNode value = record;
        for (String name : path) {
            value = value.path(name);
        }
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new UnreadableEventException(String.join(".", path) + " is missing");
        }
        return searchable(value.textValue());
    }

    /** PostgreSQL has no text with a zero character; the entry itself keeps it. */
    private static String searchable(String text) {
        return text.replace('\0', '\ufffd');
    }
}
