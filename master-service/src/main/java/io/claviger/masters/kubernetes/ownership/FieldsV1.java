package io.claviger.masters.kubernetes.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Sets of fields as the tree that {@code managedFields} carries: {@code {"f:data":{"f:k":{}}}}. */
final class FieldsV1 {

    private static final String ITSELF = ".";

    private FieldsV1() {}

    static ObjectNode write(Collection<FieldPath> fields) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        Set<FieldPath> sorted = new TreeSet<>((one, other) ->
                one.elements().toString().compareTo(other.elements().toString()));
        sorted.addAll(fields);
        for (FieldPath path : sorted) {
            ObjectNode at = tree;
            for (String element : path.elements()) {
                at = at.get(element) instanceof ObjectNode inner ? inner : at.putObject(element);
            }
            if (path.isItem()) {
                at.putObject(ITSELF);
            }
        }
        return tree;
    }

    /** What is no element of a path owns nothing here, nor does the {@code .} of anything but an item of a list by key. */
    static Set<FieldPath> read(JsonNode tree) {
        Set<FieldPath> fields = new LinkedHashSet<>();
        collect(tree, FieldPath.ROOT, fields);
        return fields;
    }

    private static void collect(JsonNode tree, FieldPath path, Set<FieldPath> fields) {
        boolean leaf = true;
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            if (entry.getKey().matches("(?s)[fvk]:.*")) {
                leaf = false;
                collect(entry.getValue(), path.then(entry.getKey()), fields);
            }
        }
        boolean itself = path.isItem() && tree.has(ITSELF);
        if (itself || (leaf && !path.elements().isEmpty() && tree.isEmpty())) {
            fields.add(path);
        }
    }
}
