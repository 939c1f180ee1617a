package io.claviger.masters.kubernetes.selector;

import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a list's indexed fields must be; all terms together. Only fields that are stored in clear can be selected by. */
public record FieldSelector(List<Term> terms) {

    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    public record Term(String field, boolean equal, String value) {

        boolean matches(Map<String, String> fields) {
            return value.equals(fields.getOrDefault(field, "")) == equal;
        }
    }

    /** @throws Refusal when the text is no selector, or names a field that the kind cannot be selected by */
    public static FieldSelector parse(ObjectKind kind, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return EVERYTHING;
        }
        List<Term> terms = new ArrayList<>();
        for (String part : split(text)) {
            Term term = term(part);
            if (!supported(kind).contains(term.field())) {
                throw Refusal.badRequest("field label not supported: " + term.field());
            }
            terms.add(term);
        }
        return new FieldSelector(terms);
    }

    public boolean matches(Map<String, String> fields) {
        return terms.stream().allMatch(term -> term.matches(fields));
    }

    public boolean selectsEverything() {
        return terms.isEmpty();
    }

    private static Set<String> supported(ObjectKind kind) {
        return switch (kind) {
            case NAMESPACE -> Set.of("metadata.name", "name", "status.phase");
            case SECRET -> Set.of("metadata.name", "metadata.namespace", "type");
            case CONFIG_MAP, DEPLOYMENT -> Set.of("metadata.name", "metadata.namespace");
        };
    }

    private static Term term(String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '\\') {
                i++;
            } else if (part.startsWith("!=", i)) {
                return new Term(part.substring(0, i).strip(), false, unescape(part.substring(i + 2)));
            } else if (part.startsWith("==", i)) {
                return new Term(part.substring(0, i).strip(), true, unescape(part.substring(i + 2)));
            } else if (c == '=') {
                return new Term(part.substring(0, i).strip(), true, unescape(part.substring(i + 1)));
            }
        }
        throw Refusal.badRequest("invalid selector: '" + part + "'; can't understand '" + part + "'");
    }

    /** At commas that no backslash protects. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == ',') {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String unescape(String value) {
        return value.strip().replaceAll("\\\\([\\\\,=])", "$1");
    }
}
