package io.claviger.masters.kubernetes.ownership;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a field is. Its elements are written as in {@code fieldsV1}: {@code f:name} for a field or a key of a map, {@code v:value}
 * for an element of a set, {@code k:{keys}} for one of a list by key.
 */
public record FieldPath(List<String> elements) {

    static final FieldPath ROOT = new FieldPath(List.of());

    public FieldPath {
        elements = List.copyOf(elements);
    }

    static FieldPath fields(String... names) {
        FieldPath path = ROOT;
        for (String name : names) {
            path = path.field(name);
        }
        return path;
    }

    FieldPath field(String name) {
        return then("f:" + name);
    }

    FieldPath then(String element) {
        List<String> longer = new ArrayList<>(elements);
        longer.add(element);
        return new FieldPath(longer);
    }

    /** Whether it is an item of a list by key. */
    boolean isItem() {
        return !elements.isEmpty() && elements.getLast().startsWith("k:");
    }

    boolean isWithin(FieldPath outer) {
        int length = outer.elements.size();
        return elements.size() > length && elements.subList(0, length).equals(outer.elements);
    }

    /** As a conflict names it: {@code .metadata.finalizers[="x"]}, {@code .spec.template.spec.containers[name="web"].image}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String element : elements) {
            String rest = element.substring(2);
            switch (element.charAt(0)) {
                case 'f' -> text.append('.').append(rest);
                case 'v' -> text.append("[=").append(rest).append(']');
                default ->
                    text.append(Fields.identity(element).properties().stream()
                            .map(part -> part.getKey() + "=" + part.getValue())
                            .collect(Collectors.joining(",", "[", "]")));
            }
        }
        return text.toString();
    }
}
