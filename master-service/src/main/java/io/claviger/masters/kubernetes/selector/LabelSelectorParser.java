package io.claviger.masters.kubernetes.selector;

import io.claviger.masters.kubernetes.object.Names;
import io.claviger.masters.kubernetes.selector.LabelSelector.Absent;
import io.claviger.masters.kubernetes.selector.LabelSelector.Exists;
import io.claviger.masters.kubernetes.selector.LabelSelector.In;
import io.claviger.masters.kubernetes.selector.LabelSelector.NotIn;
import io.claviger.masters.kubernetes.selector.LabelSelector.Requirement;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code a=b, c!=d, e in (x,y), f notin (z), g, !h}: the grammar of apimachinery/pkg/labels but for the numeric comparisons. */
final class LabelSelectorParser {

    private final String text;
    private int at;

    LabelSelectorParser(String text) {
        this.text = text;
    }

    List<Requirement> parse() {
        List<Requirement> requirements = new ArrayList<>();
        do {
            requirements.add(requirement());
            skipSpace();
        } while (take(","));
        if (at < text.length()) {
            throw refused("found '" + text.charAt(at) + "', expected: ',' or 'end of string'");
        }
        return requirements;
    }

    private Requirement requirement() {
        skipSpace();
        if (take("!")) {
            return new Absent(key());
        }
        String key = key();
        skipSpace();
        if (take("==") || take("=")) {
            return new In(key, Set.of(value()));
        }
        if (take("!=")) {
            return new NotIn(key, Set.of(value()));
        }
        String word = word();
        return switch (word) {
            case "" -> new Exists(key);
            case "in" -> new In(key, values());
            case "notin" -> new NotIn(key, values());
            default -> throw refused("found '" + word + "', expected: in, notin, =, ==, !=");
        };
    }

    private String key() {
        skipSpace();
        String key = word();
        List<String> faults = Names.faultsOfQualifiedName(key);
        if (!faults.isEmpty()) {
            throw refused("key: Invalid value: \"" + key + "\": " + String.join("; ", faults));
        }
        return key;
    }

    private String value() {
        skipSpace();
        String value = word();
        List<String> faults = Names.faultsOfLabelValue(value);
        if (!faults.isEmpty()) {
            throw refused("values: Invalid value: \"" + value + "\": " + String.join("; ", faults));
        }
        return value;
    }

    private Set<String> values() {
        skipSpace();
        if (!take("(")) {
            throw refused("found the end of the set's operator, expected: '('");
        }
        Set<String> values = new LinkedHashSet<>();
        do {
            values.add(value());
            skipSpace();
        } while (take(","));
        if (!take(")")) {
            throw refused("expected: ',' or ')'");
        }
        return values;
    }

    private String word() {
        int start = at;
        while (at < text.length() && " \t(),=!<>".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private boolean take(String token) {
        if (text.startsWith(token, at)) {
            at += token.length();
            return true;
        }
        return false;
    }

    private static Refusal refused(String why) {
        return Refusal.badRequest("unable to parse requirement: " + why);
    }
}
