package io.claviger.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an OpenAPI document has to say of each operation before somebody can call it without reading code: a summary, each
 * parameter with its meaning and limits, an example of the body, the answers and the body of a refusal.
 */
public final class OpenApiRules {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head");
    private static final Pattern PLACE = Pattern.compile("\\{([^}]+)}");

    private final JsonNode document;
    private final List<String> faults = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    private OpenApiRules(JsonNode document) {
        this.document = document;
    }

    /** One line for each thing that is missing; empty when the document is complete. */
    public static List<String> faults(JsonNode document) {
        var rules = new OpenApiRules(document);
        rules.eachOperation();
        return List.copyOf(rules.faults);
    }

    /** All operations as {@code POST /path/{name}}. */
    public static Set<String> operations(JsonNode document) {
        Set<String> found = new HashSet<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey())) {
                    found.add(operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        return found;
    }

    /** What a reference in the document points at; anything else is itself. */
    public static JsonNode resolved(JsonNode document, JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : document.at(reference.asText().substring(1));
    }

    private void eachOperation() {
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey())) {
                    check(operation.getKey() + " " + path.getKey(), path.getKey(), operation.getValue());
                }
            }
        }
    }

    private void check(String name, String path, JsonNode operation) {
        String id = operation.path("operationId").asText();
        require(!id.isBlank(), name, "has no operationId");
        require(ids.add(id), name, "has the operationId " + id + " of another operation");
        require(!operation.path("summary").asText().isBlank(), name, "has no summary");
        parameters(name, path, operation);
        JsonNode body = operation.get("requestBody");
        if (body != null) {
            content(name + " body", resolved(document, body), true);
        }
        answers(name, operation.path("responses"));
    }

    private void parameters(String name, String path, JsonNode operation) {
        Set<String> places = new HashSet<>();
        for (JsonNode each : operation.path("parameters")) {
            JsonNode parameter = resolved(document, each);
            String what = name + " parameter " + parameter.path("name").asText(each.toString());
            JsonNode schema = resolved(document, parameter.path("schema"));
            require(!parameter.path("description").asText().isBlank(), what, "has no description");
            require(schema.has("type"), what, "has no schema with a type");
            boolean limited = schema.has("minimum") || schema.has("enum");
            require(!schema.path("type").asText().equals("integer") || limited, what, "has no limits");
            if (parameter.path("in").asText().equals("path")) {
                places.add(parameter.path("name").asText());
            }
        }
        for (Matcher place = PLACE.matcher(path); place.find(); ) {
            require(places.remove(place.group(1)), name, "does not describe {" + place.group(1) + "} of its path");
        }
        require(places.isEmpty(), name, "describes what is not in its path: " + places);
    }

    private void answers(String name, JsonNode answers) {
        boolean good = false;
        boolean bad = false;
        for (Map.Entry<String, JsonNode> each : answers.properties()) {
            JsonNode answer = resolved(document, each.getValue());
            String what = name + " answer " + each.getKey();
            require(!answer.path("description").asText().isBlank(), what, "has no description");
            boolean refusal = !each.getKey().startsWith("2");
            good |= !refusal;
            bad |= refusal;
            if (refusal || answer.has("content")) {
                content(what, answer, false);
            }
        }
        require(good, name, "has no answer of success");
        require(bad, name, "has no refusal");
    }

    private void content(String what, JsonNode holder, boolean example) {
        require(holder.path("content").properties().iterator().hasNext(), what, "has no content");
        for (Map.Entry<String, JsonNode> type : holder.path("content").properties()) {
            JsonNode schema = resolved(document, type.getValue().path("schema"));
            require(!schema.isMissingNode() && !schema.isEmpty(), what, "has no schema");
            require(
                    !example
                            || type.getValue().has("example")
                            || type.getValue().has("examples"),
                    what,
                    "has no example");
        }
    }

    private void require(boolean holds, String what, String fault) {
        if (!holds) {
            faults.add(what + " " + fault);
        }
    }
}
