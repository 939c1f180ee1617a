package io.claviger.masters.kubernetes.selector;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a list's labels must be; all requirements together. */
public record LabelSelector(List<Requirement> requirements) {

    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /** @throws io.claviger.masters.kubernetes.status.Refusal when the text is no selector */
    public static LabelSelector parse(@Nullable String text) {
        return text == null || text.isBlank() ? EVERYTHING : new LabelSelector(new LabelSelectorParser(text).parse());
    }

    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    public boolean selectsEverything() {
        return requirements.isEmpty();
    }

    /** The labels that must have one certain value: what an index can help with. */
    public Map<String, String> equalities() {
        Map<String, String> equalities = new HashMap<>();
        for (Requirement requirement : requirements) {
            if (requirement instanceof In(String key, Set<String> values) && values.size() == 1) {
                equalities.putIfAbsent(key, values.iterator().next());
            }
        }
        return equalities;
    }

    /** One condition on one label. */
    public sealed interface Requirement {

        boolean matches(Map<String, String> labels);
    }

    record Exists(String key) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            return labels.containsKey(key);
        }
    }

    record Absent(String key) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            return !labels.containsKey(key);
        }
    }

    record In(String key, Set<String> values) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return value != null && values.contains(value);
        }
    }

    /** A missing label is in no set, so it matches. */
    record NotIn(String key, Set<String> values) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return value == null || !values.contains(value);
        }
    }
}
