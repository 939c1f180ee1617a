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
        }
        return tree;
    }

    /** What is no element of a path, such as the {@code .} of a map as a whole, owns nothing here. */
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
        if (leaf && !path.elements().isEmpty() && tree.isEmpty()) {
            fields.add(path);
        }
    }
}
