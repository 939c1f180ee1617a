package io.claviger.masters.kubernetes.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.object.Shape;
import io.claviger.masters.kubernetes.object.Shape.ListMerge;
import io.claviger.masters.kubernetes.object.Shape.ListOf;
import io.claviger.masters.kubernetes.object.Shape.MapOf;
import io.claviger.masters.kubernetes.object.Shape.Struct;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' own patch: a merge patch whose lists may merge instead of being replaced, steered by directives
 * (apimachinery/pkg/util/strategicpatch).
 */
final class StrategicMergePatch {

    private static final String PATCH = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String ORDER = "$setElementOrder/";
    private static final String DELETE_VALUES = "$deleteFromPrimitiveList/";

    private StrategicMergePatch() {}

    static ObjectNode apply(ObjectNode patch, @Nullable JsonNode target, @Nullable Shape shape) {
        ObjectNode result = start(patch, target);
        if (patch.path(RETAIN_KEYS) instanceof ArrayNode keys) {
            Set<String> retained = new HashSet<>();
            keys.forEach(key -> retained.add(key.asText()));
            result.retain(retained);
        }
        if (patch.path(PATCH).asText("").equals("delete")) {
            return result;
        }
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            String name = entry.getKey();
            if (name.startsWith(DELETE_VALUES)) {
                String list = name.substring(DELETE_VALUES.length());
                removeValues(result, list, entry.getValue());
            } else if (!name.startsWith("$")) {
                applyField(name, entry.getValue(), result, fieldShape(shape, name));
            }
        }
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            if (entry.getKey().startsWith(ORDER)) {
                String list = entry.getKey().substring(ORDER.length());
                if (result.get(list) instanceof ArrayNode merged && entry.getValue() instanceof ArrayNode order) {
                    result.set(list, ListMerging.ordered(merged, order, mergeOf(fieldShape(shape, list))));
                }
            }
        }
        return result;
    }

    private static ObjectNode start(ObjectNode patch, @Nullable JsonNode target) {
        JsonNode directive = patch.get(PATCH);
        if (directive == null) {
            return target instanceof ObjectNode object ? object.deepCopy() : patch.objectNode();
        }
        return switch (directive.asText()) {
            case "replace", "delete" -> patch.objectNode();
            case "merge" -> target instanceof ObjectNode object ? object.deepCopy() : patch.objectNode();
            default -> throw Refusal.badRequest("unknown patch type found: $patch must be replace, merge or delete");
        };
    }

    private static void applyField(String name, JsonNode value, ObjectNode result, @Nullable Shape shape) {
        switch (value) {
            case ObjectNode nested -> result.set(name, apply(nested, result.get(name), shape));
            case ArrayNode list -> result.set(name, mergedList(list, result.get(name), shape));
            case JsonNode nothing when nothing.isNull() -> result.remove(name);
            case JsonNode plain -> result.set(name, plain);
        }
    }

    private static ArrayNode mergedList(ArrayNode patch, @Nullable JsonNode target, @Nullable Shape shape) {
        ArrayNode current = target instanceof ArrayNode list ? list : patch.arrayNode();
        return switch (mergeOf(shape)) {
            case ListMerge.Replace() -> patch.deepCopy();
            case ListMerge.AsSet() -> ListMerging.union(patch, current);
            case ListMerge.ByKey key ->
                ListMerging.byKey(patch, current, key.key(), shape instanceof ListOf list ? list.item() : null);
        };
    }

    private static void removeValues(ObjectNode result, String list, JsonNode values) {
        if (result.get(list) instanceof ArrayNode current && values instanceof ArrayNode unwanted) {
            ArrayNode kept = current.arrayNode();
            Set<JsonNode> gone = new HashSet<>();
            unwanted.forEach(gone::add);
            current.forEach(value -> {
                if (!gone.contains(value)) {
                    kept.add(value);
                }
            });
            result.set(list, kept);
        }
    }

    private static ListMerge mergeOf(@Nullable Shape shape) {
        return shape instanceof ListOf list ? list.merge() : new ListMerge.Replace();
    }

    private static @Nullable Shape fieldShape(@Nullable Shape shape, String name) {
        if (shape instanceof Struct struct) {
            return struct.field(name).map(Shape.Field::shape).orElse(null);
        }
        return shape instanceof MapOf(Shape value) ? value : null;
    }
}
