package io.claviger.masters.kubernetes.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Refusal;
import io.fabric8.zjsonpatch.CompatibilityFlags;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.EnumSet;
import java.util.List;

/**
 * RFC 6902. Operations are applied one at a time, so that a refusal can name the one that failed, and so that a chain of
 * {@code copy}, which can double an object thirty times in one kilobyte of patch, is stopped early.
 */
final class JsonPatches {

    /** Each costs a copy of the object. */
    private static final int OPERATIONS_LIMIT = 1000;

    /** Characters of text and names, and something for each node; more than any object that could still be stored. */
    private static final long WEIGHT_LIMIT = 4 * 1024 * 1024;

    private static final long NODE_WEIGHT = 64;

    /** As deep as a body may be; an operation puts at most one such tree into another, which every stack can hold. */
    private static final int DEPTH_LIMIT = 200;

    private JsonPatches() {}

    static ObjectNode apply(JsonNode patch, ObjectNode current) {
        if (!(patch instanceof ArrayNode operations)) {
            throw Refusal.badRequest("a JSON patch must be an array of operations");
        }
        if (operations.size() > OPERATIONS_LIMIT) {
            throw Refusal.tooLarge(OPERATIONS_LIMIT);
        }
        JsonNode result = current;
        for (int index = 0; index < operations.size(); index++) {
            JsonNode operation = operations.get(index);
            result = applyOne(operation, index, result);
            if (isDeeper(result, DEPTH_LIMIT)) {
                throw failed(index, operation, "the object becomes too deep");
            }
            if (operation.path("op").asText().equals("copy") && weight(result) > WEIGHT_LIMIT) {
                throw failed(index, operation, "the object becomes too large");
            }
        }
        if (result instanceof ObjectNode object) {
            return object;
        }
        throw Refusal.badRequest("the JSON patch does not leave an object");
    }

    private static JsonNode applyOne(JsonNode operation, int index, JsonNode target) {
        ArrayNode single = JsonNodeFactory.instance.arrayNode().add(operation);
        try {
            return JsonPatch.apply(single, target, EnumSet.of(CompatibilityFlags.FORBID_REMOVE_MISSING_OBJECT));
        } catch (RuntimeException refused) {
            // The library throws what it likes, and its messages quote values, which may be those of a secret.
            throw failed(index, operation, "the operation does not apply to the object");
        }
    }

    private static Refusal failed(int index, JsonNode operation, String why) {
        String what =
                operation.path("op").asText("?") + " " + operation.path("path").asText("?");
        return Refusal.invalid("", "", List.of(Cause.invalid("patch[" + index + "]", what, why)));
    }

    private static boolean isDeeper(JsonNode node, int depth) {
        if (depth == 0) {
            return true;
        }
        for (JsonNode child : node) {
            if (isDeeper(child, depth - 1)) {
                return true;
            }
        }
        return false;
    }

    private static long weight(JsonNode node) {
        long weight = NODE_WEIGHT + (node.isTextual() ? node.textValue().length() : 0);
        for (var entry : node.properties()) {
            weight += entry.getKey().length();
        }
        for (JsonNode child : node) {
            weight += weight(child);
        }
        return weight;
    }
}
