package io.claviger.masters.kubernetes.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.Shape;
import io.claviger.masters.kubernetes.object.Shape.ListMerge;
import io.claviger.masters.kubernetes.object.Shape.ListOf;
import io.claviger.masters.kubernetes.object.Shape.MapOf;
import io.claviger.masters.kubernetes.object.Shape.Struct;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The fields of an object that can be owned, with their values: scalars, entries of maps, elements of sets and of lists by key. */
final class Fields {

    /** What the server sets, or what names the object: nobody owns these. */
    private static final Set<String> NOBODYS = Set.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "selfLink",
            "managedFields");

    private Fields() {}

    static Map<FieldPath, JsonNode> of(KubeObject object) {
        Map<FieldPath, JsonNode> fields = new LinkedHashMap<>();
        for (Shape.Field field : object.kind().shape().fields()) {
            JsonNode value = object.tree().get(field.name());
            boolean owned = !field.name().equals("apiVersion") && !field.name().equals("kind");
            if (value != null && owned) {
                collect(FieldPath.fields(field.name()), field.shape(), value, fields);
            }
        }
        NOBODYS.forEach(name -> fields.remove(FieldPath.fields("metadata", name)));
        return fields;
    }

    private static void collect(FieldPath path, Shape shape, JsonNode value, Map<FieldPath, JsonNode> fields) {
        switch (shape) {
            case Struct struct
            when value instanceof ObjectNode object -> {
                for (Shape.Field field : struct.fields()) {
                    JsonNode inner = object.get(field.name());
                    if (inner != null) {
                        collect(path.field(field.name()), field.shape(), inner, fields);
                    }
                }
            }
            case MapOf(Shape _)
            when value instanceof ObjectNode map ->
                map.properties().forEach(entry -> fields.put(path.field(entry.getKey()), entry.getValue()));
            case ListOf list when value instanceof ArrayNode array -> collect(path, list.merge(), array, fields);
            default -> fields.put(path, value);
        }
    }

    private static void collect(FieldPath path, ListMerge merge, ArrayNode array, Map<FieldPath, JsonNode> fields) {
        switch (merge) {
            case ListMerge.Replace() -> fields.put(path, array);
            case ListMerge.AsSet() -> array.forEach(element -> fields.put(path.then("v:" + element), element));
            case ListMerge.ByKey(String key) ->
                array.forEach(element -> {
                    ObjectNode id = JsonNodeFactory.instance.objectNode();
                    id.set(key, element.path(key));
                    fields.put(path.then("k:" + id), element);
                });
        }
    }

    /** Where the fields have a value that the others don't have there. */
    static Set<FieldPath> differing(Map<FieldPath, JsonNode> fields, Map<FieldPath, JsonNode> others) {
        Set<FieldPath> differing = new LinkedHashSet<>();
        fields.forEach((path, value) -> {
            if (!value.equals(others.get(path))) {
                differing.add(path);
            }
        });
        return differing;
    }

    /** Writes one field into a tree, in the place of what is there under the same path. */
    static void put(ObjectNode tree, FieldPath path, JsonNode value) {
        remove(tree, path);
        ObjectNode parent = tree;
        int last = path.elements().size() - 1;
        for (int i = 0; i < last; i++) {
            String name = path.elements().get(i).substring(2);
            if (isElement(path, i + 1)) {
                (parent.get(name) instanceof ArrayNode array ? array : parent.putArray(name)).add(value);
                return;
            }
            parent = parent.get(name) instanceof ObjectNode inner ? inner : parent.putObject(name);
        }
        parent.set(path.elements().get(last).substring(2), value);
    }

    static void remove(ObjectNode tree, FieldPath path) {
        ObjectNode parent = tree;
        int last = path.elements().size() - 1;
        for (int i = 0; i < last; i++) {
            String name = path.elements().get(i).substring(2);
            if (isElement(path, i + 1)) {
                if (parent.get(name) instanceof ArrayNode array) {
                    removeElement(array, path.elements().get(i + 1));
                }
                return;
            }
            if (!(parent.get(name) instanceof ObjectNode inner)) {
                return;
            }
            parent = inner;
        }
        parent.remove(path.elements().get(last).substring(2));
    }

    private static void removeElement(ArrayNode array, String element) {
        for (int i = array.size() - 1; i >= 0; i--) {
            if (isNamed(array.get(i), element)) {
                array.remove(i);
            }
        }
    }

    private static boolean isNamed(JsonNode element, String name) {
        if (name.startsWith("v:")) {
            return name.equals("v:" + element);
        }
        for (Map.Entry<String, JsonNode> field : element.properties()) {
            ObjectNode id = JsonNodeFactory.instance.objectNode();
            id.set(field.getKey(), field.getValue());
            if (name.equals("k:" + id)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isElement(FieldPath path, int index) {
        return !path.elements().get(index).startsWith("f:");
    }
}
