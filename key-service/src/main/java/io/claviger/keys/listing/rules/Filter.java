package io.claviger.keys.listing.rules;

import io.claviger.keys.listing.rules.Condition.Comparison;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.Rfc3339;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code filter} of a list: properties separated by spaces, all of which must hold (key-protect-api.md 1.7). Go's builder
 * puts a space first and repeats what it has said before, hence the limit per property and not one.
 *
 * @param properties named in it
 */
record Filter(List<Condition> conditions, Set<String> properties) {

    static final String STATE = "state";
    static final String EXTRACTABLE = "extractable";

    private static final String PARAMETER = "filter";
    private static final int MOST_OF_ONE = 3;
    private static final Pattern TERM = Pattern.compile(
            " *(?<name>[A-Za-z]+)=((?<operator>[a-z]+):)?(\"(?<date>[^\"]*)\"|(?<word>[^ \"]+))(?= |$)");

    Filter {
        conditions = List.copyOf(conditions);
        properties = Set.copyOf(properties);
    }

    /** An empty text filters nothing. */
    static Filter of(@Nullable String text) {
        String rest = text == null ? "" : text;
        List<Condition> conditions = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        Matcher term = TERM.matcher(rest);
        int end = 0;
        while (term.region(end, rest.length()).lookingAt()) {
            String name = term.group("name");
            conditions.add(condition(name, term.group("operator"), term.group("date"), term.group("word")));
            if (seen.merge(name, 1, Integer::sum) > MOST_OF_ONE) {
                throw refused("names '" + name + "' more than " + MOST_OF_ONE + " times");
            }
            end = term.end();
        }
        if (!rest.substring(end).isBlank()) {
            throw refused("cannot be read from character " + end
                    + " on; write property=value or property=operator:\"date\", separated by spaces");
        }
        return new Filter(conditions, seen.keySet());
    }

    private static Condition condition(
            String name, @Nullable String operator, @Nullable String date, @Nullable String word) {
        Optional<DateProperty> property = Arrays.stream(DateProperty.values())
                .filter(each -> each.wireName().equals(name))
                .findFirst();
        if (property.isPresent()) {
            return dated(property.get(), operator, date, word);
        }
        if (operator != null || word == null) {
            throw refused(
                    isKnown(name)
                            ? "takes no operator and no quotes for '" + name + "'"
                            : "has no property '" + name + "'");
        }
        return switch (name) {
            case STATE -> States.of(PARAMETER, word);
            case EXTRACTABLE ->
                switch (word.toLowerCase(Locale.ROOT)) {
                    case "true" -> new Condition.OfKind(true);
                    case "false" -> new Condition.OfKind(false);
                    default -> throw refused("must have true or false for 'extractable'");
                };
            default -> throw refused("has no property '" + name + "'");
        };
    }

    private static boolean isKnown(String name) {
        return name.equals(STATE) || name.equals(EXTRACTABLE);
    }

    private static Condition dated(
            DateProperty property, @Nullable String operator, @Nullable String date, @Nullable String word) {
        if (date == null) {
            if (operator == null && "none".equalsIgnoreCase(word)) {
                return new Condition.Undated(property);
            }
            throw refused("must have none, or a date in double quotes, for '" + property.wireName() + "'");
        }
        Instant instant = Rfc3339.parse(date)
                .orElseThrow(() -> refused("must have dates as in RFC 3339, such as \"2030-01-31T12:00:00Z\", for '"
                        + property.wireName() + "'"));
        return Condition.compared(property, comparison(operator), instant);
    }

    private static Comparison comparison(@Nullable String operator) {
        return switch (operator == null ? "" : operator) {
            case "" -> Comparison.EQUAL;
            case "lt" -> Comparison.LESS;
            case "lte" -> Comparison.LESS_OR_EQUAL;
            case "gt" -> Comparison.GREATER;
            case "gte" -> Comparison.GREATER_OR_EQUAL;
            default -> throw refused("has an operator that is none of lt, lte, gt, gte");
        };
    }

    static RuntimeException refused(String rule) {
        return Refusal.query(PARAMETER, "The query parameter 'filter' " + rule + ".")
                .asException();
    }
}
