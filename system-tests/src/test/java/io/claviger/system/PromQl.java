package io.claviger.system;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which metrics a PromQL expression asks for, and by which labels; knows as much of the language as that needs. */
final class PromQl {

    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern SELECTOR_OR_RANGE = Pattern.compile("\\{[^}]*}|\\[[^]]*]");
    private static final Pattern LABELS =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    /** A name that is no function: those are followed by their arguments. */
    private static final Pattern NAME = Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*(?![\\w:]|\\s*\\()");

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    private static final Pattern SELECTOR =
            Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*\\{((?:[^}\"]|\"(?:[^\"\\\\]|\\\\.)*\")*)}");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern GROUPS = Pattern.compile("\\bby\\s*\\(([^)]*)\\)");

    private PromQl() {}

    /** A condition on one label, such as {@code topic=~"claviger[.].+"}. */
    record Matcher(String label, String how, String value) {

        /**
         * Whether a sample with these labels can be meant. What is excluded need not be shown beside others; that the label is
         * there is what counts then.
         */
        boolean means(Map<String, String> labels) {
            String shown = labels.get(label);
            return shown != null
                    && switch (how) {
                        case "=" -> shown.equals(value);
                        case "=~" -> shown.matches(value);
                        default -> true;
                    };
        }
    }

    /** {@code metric{...}}. */
    record Selector(String metric, List<Matcher> matchers) {}

    /** Of the metrics that are asked for by label. */
    static List<Selector> selectors(String expression) {
        return SELECTOR.matcher(expression)
                .results()
                .map(found -> new Selector(found.group(1), matchers(found.group(2))))
                .toList();
    }

    static List<Matcher> matchers(String braces) {
        return MATCHER.matcher(braces)
                .results()
                .map(found -> new Matcher(found.group(1), found.group(2), found.group(3)))
                .toList();
    }

    /** The labels that results are told apart by. */
    static Set<String> groups(String expression) {
        return GROUPS.matcher(expression)
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(",")))
                .map(String::strip)
                .collect(Collectors.toSet());
    }

    static Set<String> metrics(String expression) {
        String bare = TEXT.matcher(expression).replaceAll("");
        bare = SELECTOR_OR_RANGE.matcher(bare).replaceAll("");
        bare = LABELS.matcher(bare).replaceAll(" (");
        // An aggregation whose labels come first reads like a name now, but for the parenthesis.
        return NAME.matcher(bare)
                .results()
                .map(MatchResult::group)
                .filter(name -> !WORDS.contains(name))
                .collect(Collectors.toSet());
    }
}
