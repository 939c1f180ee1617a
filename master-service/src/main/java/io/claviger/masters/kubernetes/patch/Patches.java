package io.claviger.masters.kubernetes.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.object.Shape.Struct;
import io.claviger.masters.kubernetes.status.Refusal;

/** Applies a patch to the tree of an object. The result is only as well-formed as the patch: it must be read and admitted anew. */
public final class Patches {

    private Patches() {}

    /** Leaves {@code current} as it is. */
    public static ObjectNode apply(PatchType type, JsonNode patch, ObjectNode current, Struct shape) {
        return switch (type) {
            case JSON -> JsonPatches.apply(patch, current);
            case MERGE -> MergePatch.apply(object(patch), current);
            case STRATEGIC -> StrategicMergePatch.apply(object(patch), current, shape);
            case APPLY ->
                throw new IllegalArgumentException("what is applied depends on who owns what, not on a patch");
        };
    }

    private static ObjectNode object(JsonNode patch) {
        if (patch instanceof ObjectNode object) {
            return object;
        }
        throw Refusal.badRequest("the patch must be an object");
    }
}
