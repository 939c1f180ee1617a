package io.claviger.masters.kubernetes.ownership;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.Shape;
import io.claviger.masters.kubernetes.object.Shape.ListMerge;
import io.claviger.masters.kubernetes.object.Shape.ListOf;
import io.claviger.masters.kubernetes.object.Shape.MapOf;
import io.claviger.masters.kubernetes.object.Shape.Struct;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields of an object that can be owned, with their values: scalars, entries of maps, elements of sets and of lists by key. */
final class Fields {

    private static final ObjectMapper JSON = new ObjectMapper();

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
                members(path, struct, object, Set.of(), fields);
            }
            case MapOf(Shape _)
            when value instanceof ObjectNode map ->
                map.properties().forEach(entry -> fields.put(path.field(entry.getKey()), entry.getValue()));
            case ListOf list when value instanceof ArrayNode array -> collect(path, list, array, fields);
            default -> fields.put(path, value);
        }
    }

    private static void members(
            FieldPath path, Struct struct, ObjectNode object, Set<String> but, Map<FieldPath, JsonNode> fields) {
        for (Shape.Field field : struct.fields()) {
            JsonNode inner = object.get(field.name());
            if (inner == null || but.contains(field.name())) {
                continue;
            }
            if (field.pointer() && field.shape() instanceof Struct && inner.isEmpty()) {
                // It says something to be there at all, as "emptyDir: {}".
                fields.put(path.field(field.name()), inner);
            } else {
                collect(path.field(field.name()), field.shape(), inner, fields);
            }
        }
    }

    /** An item of a list by key is one field, which is what identifies it; what else it has are fields of their own. */
    private static void collect(FieldPath path, ListOf list, ArrayNode array, Map<FieldPath, JsonNode> fields) {
        switch (list.merge()) {
            case ListMerge.Replace() -> fields.put(path, array);
            case ListMerge.AsSet() -> array.forEach(element -> fields.put(path.then("v:" + element), element));
            case ListMerge.ByKey key ->
                array.forEach(element -> {
                    ObjectNode id = id(key, element);
                    FieldPath item = path.then("k:" + id);
                    fields.put(item, id);
                    if (list.item() instanceof Struct struct && element instanceof ObjectNode object) {
                        Set<String> identity = new HashSet<>();
                        id.fieldNames().forEachRemaining(identity::add);
                        members(item, struct, object, identity, fields);
                    }
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

    private static ObjectNode id(ListMerge.ByKey key, JsonNode element) {
        ObjectNode id = JsonNodeFactory.instance.objectNode();
        id.set(key.key(), element.path(key.key()));
        new TreeMap<>(key.further()).forEach((field, otherwise) -> {
            String value = element.path(field).asText(otherwise);
            id.put(field, value);
        });
        return id;
    }

    /** Writes one field into a tree, in the place of what is there under the same path. */
    static void put(ObjectNode tree, FieldPath path, JsonNode value) {
        ObjectNode parent = tree;
        List<String> elements = path.elements();
        for (int i = 0; i < elements.size(); i++) {
            String name = elements.get(i).substring(2);
            boolean last = i == elements.size() - 1;
            if (!last && isElement(path, i + 1)) {
                ArrayNode array = parent.get(name) instanceof ArrayNode there ? there : parent.putArray(name);
                i++;
                if (elements.get(i).startsWith("v:")) {
                    removeElement(array, elements.get(i));
                    array.add(value);
                    return;
                }
                parent = item(array, elements.get(i));
            } else if (last) {
                boolean there = value.isObject() && parent.get(name) instanceof ObjectNode;
                if (!there) {
                    parent.set(name, value);
                }
            } else {
                parent = parent.get(name) instanceof ObjectNode inner ? inner : parent.putObject(name);
            }
        }
    }

    private static ObjectNode item(ArrayNode array, String element) {
        for (JsonNode there : array) {
            if (there instanceof ObjectNode object && isNamed(object, element)) {
                return object;
            }
        }
        ObjectNode item = identity(element);
        array.add(item);
        return item;
    }

    static void remove(ObjectNode tree, FieldPath path) {
        ObjectNode parent = tree;
        List<String> elements = path.elements();
        for (int i = 0; i < elements.size() - 1; i++) {
            JsonNode inner = parent.get(elements.get(i).substring(2));
            if (isElement(path, i + 1)) {
                if (!(inner instanceof ArrayNode array)) {
                    return;
                }
                i++;
                if (i == elements.size() - 1) {
                    removeElement(array, elements.get(i));
                    return;
                }
                inner = find(array, elements.get(i));
            }
            if (!(inner instanceof ObjectNode object)) {
                return;
            }
            parent = object;
        }
        parent.remove(elements.getLast().substring(2));
    }

    private static @Nullable JsonNode find(ArrayNode array, String element) {
        for (JsonNode there : array) {
            if (isNamed(there, element)) {
                return there;
            }
        }
        return null;
    }

    private static void removeElement(ArrayNode array, String element) {
        for (int i = array.size() - 1; i >= 0; i--) {
            if (isNamed(array.get(i), element)) {
                array.remove(i);
            }
        }
    }

    /** What is left out of an item counts as it would by default: only a protocol may be, and then it is TCP. */
    private static boolean isNamed(JsonNode element, String name) {
        if (name.startsWith("v:")) {
            return name.equals("v:" + element);
        }
        for (Map.Entry<String, JsonNode> part : identity(name).properties()) {
            JsonNode there = element.path(part.getKey());
            boolean same = there.isMissingNode()
                    ? part.getKey().equals("protocol")
                            && part.getValue().asText().equals("TCP")
                    : there.asText().equals(part.getValue().asText());
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** The fields that identify an item of a list by key; nothing for what a client made up. */
    static ObjectNode identity(String element) {
        try {
            if (JSON.readTree(element.substring(2)) instanceof ObjectNode id) {
                return id;
            }
        } catch (JsonProcessingException madeUp) {
            return JsonNodeFactory.instance.objectNode().put("", "");
        }
        return JsonNodeFactory.instance.objectNode().put("", "");
    }

    private static boolean isElement(FieldPath path, int index) {
        return !path.elements().get(index).startsWith("f:");
    }
}
