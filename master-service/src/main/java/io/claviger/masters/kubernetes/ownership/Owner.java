package io.claviger.masters.kubernetes.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * One entry of {@code managedFields}. Who applies and who updates under the same name are two.
 *
 * @param time when it last changed what it owns; empty when nobody knows
 */
record Owner(
        String manager, String operation, String apiVersion, String subresource, String time, Set<FieldPath> fields) {

    static final String APPLY = "Apply";
    static final String UPDATE = "Update";

    Owner {
        fields = Set.copyOf(fields);
    }

    static Owner of(String manager, String operation, String apiVersion, String time, Set<FieldPath> fields) {
        return new Owner(manager, operation, apiVersion, "", time, fields);
    }

    static Owner read(JsonNode entry) {
        return new Owner(
                entry.path("manager").asText(""),
                entry.path("operation").asText(""),
                entry.path("apiVersion").asText(""),
                entry.path("subresource").asText(""),
                entry.path("time").asText(""),
                FieldsV1.read(entry.path("fieldsV1")));
    }

    ObjectNode write() {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("manager", manager).put("operation", operation).put("apiVersion", apiVersion);
        if (!time.isEmpty()) {
            entry.put("time", time);
        }
        entry.put("fieldsType", "FieldsV1").set("fieldsV1", FieldsV1.write(fields));
        if (!subresource.isEmpty()) {
            entry.put("subresource", subresource);
        }
        return entry;
    }

    boolean is(String otherManager, String otherOperation) {
        return manager.equals(otherManager) && operation.equals(otherOperation) && subresource.isEmpty();
    }

    Owner owning(Set<FieldPath> other) {
        return new Owner(manager, operation, apiVersion, subresource, time, other);
    }

    /** As a conflict names it. */
    String title() {
        String quoted = JsonNodeFactory.instance.textNode(manager).toString();
        String named = subresource.isEmpty() ? quoted : quoted + " with subresource \"" + subresource + "\"";
        if (!operation.equals(UPDATE)) {
            return named;
        }
        return named + " using " + apiVersion + (time.isEmpty() ? "" : " at " + time);
    }
}
