package io.claviger.system;

import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which metrics a PromQL expression asks for; knows as much of the language as that needs. */
final class PromQl {

    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern SELECTOR_OR_RANGE = Pattern.compile("\\{[^}]*}|\\[[^]]*]");
    private static final Pattern LABELS =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    /** A name that is no function: those are followed by their arguments. */
    private static final Pattern NAME = Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*(?![\\w:]|\\s*\\()");

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    private PromQl() {}

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
