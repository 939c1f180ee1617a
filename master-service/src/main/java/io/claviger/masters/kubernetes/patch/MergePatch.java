package io.claviger.masters.kubernetes.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** RFC 7386: objects merge, null removes, everything else replaces. */
final class MergePatch {

    private MergePatch() {}

    static ObjectNode apply(ObjectNode patch, @Nullable JsonNode target) {
        ObjectNode result = target instanceof ObjectNode object ? object.deepCopy() : patch.objectNode();
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                result.remove(entry.getKey());
            } else if (value instanceof ObjectNode nested) {
                result.set(entry.getKey(), apply(nested, result.get(entry.getKey())));
            } else {
                result.set(entry.getKey(), value);
            }
        }
        return result;
    }
}
