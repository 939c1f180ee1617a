package io.claviger.audit.trail.rules;

import io.claviger.audit.record.ConcernedKeys;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads query parameters into a filter. Strict, because a condition that is silently ignored makes an auditor believe in an
 * answer to another question.
 */
public final class RecordQuery {

    private static final Set<String> NAMES =
            Set.of("key", "target", "actor", "action", "outcome", "from", "to", "correlation_id", "limit", "after");
    private static final int LONGEST = 512;
    private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9._-]*\\*?");
    private static final Pattern CORRELATION = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private final Map<String, List<String>> parameters;

    private RecordQuery(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /** @throws QueryRefused naming the parameter at fault */
    public static RecordFilter parse(Map<String, List<String>> parameters) {
        for (String name : new TreeSet<>(parameters.keySet())) {
            if (!NAMES.contains(name)) {
                throw new QueryRefused(
                        name,
                        "There is no parameter '" + name + "'; there are " + String.join(", ", new TreeSet<>(NAMES))
                                + ".");
            }
        }
        return new RecordQuery(parameters).filter();
    }

    private RecordFilter filter() {
        String action = text("action");
        if (action != null && !ACTION.matcher(action).matches()) {
            throw new QueryRefused(
                    "action", "An action is letters, digits, '.', '_' and '-', and may end with one '*'.");
        }
        Instant from = time("from");
        Instant to = time("to");
        if (from != null && to != null && !from.isBefore(to)) {
            throw new QueryRefused("to", "'to' must be later than 'from'.");
        }
        return new RecordFilter(
                key(),
                text("target"),
                text("actor"),
                action,
                outcome(),
                from,
                to,
                correlation(),
                number("after", 0, Long.MAX_VALUE, RecordFilter.FROM_THE_START),
                (int) number("limit", 1, RecordFilter.LARGEST_PAGE, RecordFilter.USUAL_PAGE));
    }

    private @Nullable String key() {
        String key = text("key");
        if (key == null) {
            return null;
        }
        if (key.startsWith("crn:")) {
            return ConcernedKeys.idIn(key)
                    .orElseThrow(() -> new QueryRefused("key", "This CRN is not that of a key (crn:v1:…:key:<id>)."));
        }
        return ConcernedKeys.spelled(key);
    }

    private @Nullable String outcome() {
        String outcome = text("outcome");
        if (outcome != null && !outcome.equals("success") && !outcome.equals("failure")) {
            throw new QueryRefused("outcome", "The outcome is 'success' or 'failure'.");
        }
        return outcome;
    }

    private @Nullable String correlation() {
        String id = text("correlation_id");
        if (id != null && !CORRELATION.matcher(id).matches()) {
            throw new QueryRefused(
                    "correlation_id", "A correlation id is 1 to 128 letters, digits, '.', '_', ':' and '-'.");
        }
        return id;
    }

    private @Nullable Instant time(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.parse("9999-12-31T23:59:59Z"))) {
                throw new QueryRefused(name, "'" + name + "' must lie between 1970 and 9999.");
            }
            return time;
        } catch (DateTimeException e) {
            throw new QueryRefused(name, "'" + name + "' must be a time as in RFC 3339, such as 2026-01-31T12:00:00Z.");
        }
    }

    private long number(String name, long least, long most, long otherwise) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The same refusal as for a number out of bounds, below.
        }
        throw new QueryRefused(name, "'" + name + "' must be a whole number from " + least + " to " + most + ".");
    }

    private @Nullable String text(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw new QueryRefused(name, "'" + name + "' may be given once.");
        }
        String value = values.getFirst();
        if (value.isBlank() || value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
            throw new QueryRefused(name, "'" + name + "' must have 1 to " + LONGEST + " printable characters.");
        }
        return value;
    }
}
