package io.claviger.masters.kubernetes.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.object.Shape;
import io.claviger.masters.kubernetes.object.Shape.ListMerge;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists that a strategic merge patch merges: sets of plain values, and objects that one field identifies. */
final class ListMerging {

    private ListMerging() {}

    static ArrayNode union(ArrayNode patch, ArrayNode current) {
        Set<JsonNode> values = new LinkedHashSet<>();
        current.forEach(values::add);
        patch.forEach(values::add);
        return patch.arrayNode().addAll(values);
    }

    static ArrayNode byKey(ArrayNode patch, ArrayNode current, String key, @Nullable Shape item) {
        Map<JsonNode, JsonNode> merged = new LinkedHashMap<>();
        if (!replacesAll(patch)) {
            current.forEach(element -> merged.put(element.path(key), element));
        }
        for (JsonNode element : patch) {
            if (!(element instanceof ObjectNode change)) {
                throw Refusal.badRequest("elements of a merged list must be objects");
            }
            String directive = change.path("$patch").asText("");
            JsonNode id = change.path(key);
            if (directive.equals("replace")) {
                continue;
            }
            if (id.isMissingNode()) {
                throw Refusal.badRequest("map does not contain the merge key " + key);
            }
            if (directive.equals("delete")) {
                merged.remove(id);
            } else {
                merged.put(id, StrategicMergePatch.apply(change, merged.get(id), item));
            }
        }
        return patch.arrayNode().addAll(merged.values());
    }

    /** An element that is only the directive empties the list before the others go in. */
    private static boolean replacesAll(ArrayNode patch) {
        for (JsonNode element : patch) {
            if (element.path("$patch").asText("").equals("replace")) {
                return true;
            }
        }
        return false;
    }

    /** The elements that {@code order} names, in its order, then the others. */
    static ArrayNode ordered(ArrayNode list, ArrayNode order, ListMerge merge) {
        if (merge instanceof ListMerge.Replace) {
            return list;
        }
        Map<JsonNode, JsonNode> rest = new LinkedHashMap<>();
        list.forEach(element -> rest.put(identity(element, merge), element));
        ArrayNode result = list.arrayNode();
        for (JsonNode wanted : order) {
            JsonNode element = rest.remove(identity(wanted, merge));
            if (element != null) {
                result.add(element);
            }
        }
        return result.addAll(rest.values());
    }

    private static JsonNode identity(JsonNode element, ListMerge merge) {
        return switch (merge) {
            case ListMerge.ByKey key -> element.path(key.key());
            case ListMerge.AsSet(), ListMerge.Replace() -> element;
        };
    }
}
