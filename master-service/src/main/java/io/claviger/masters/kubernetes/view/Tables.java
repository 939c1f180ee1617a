package io.claviger.masters.kubernetes.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables with the columns of a real server, which kubectl prints as they are. */
final class Tables {

    private Tables() {}

    /** @param wide whether it is shown only with {@code -o wide} */
    private record Column(String name, String type, String format, String description, boolean wide) {
        Column(String name, String type, String format, String description) {
            this(name, type, format, description, false);
        }
    }

    private static final Column NAME = new Column(
            "Name",
            "string",
            "name",
            "Name must be unique within a namespace; it cannot be changed once the object exists.");
    private static final Column AGE =
            new Column("Age", "string", "", "Time since the object was created, which the server sets.");

    private static final Column DATA = new Column("Data", "string", "", "How many keys the data has.");

    private static List<Column> columns(ObjectKind kind) {
        return switch (kind) {
            case NAMESPACE ->
                List.of(NAME, new Column("Status", "string", "", "The phase of the namespace's life."), AGE);
            case SECRET ->
                List.of(NAME, new Column("Type", "string", "", "What programs may expect in the data."), DATA, AGE);
            case CONFIG_MAP -> List.of(NAME, DATA, AGE);
            case DEPLOYMENT ->
                List.of(
                        NAME,
                        new Column("Ready", "string", "", "How many pods are ready of those that are wanted."),
                        new Column("Up-to-date", "string", "", "How many pods are of the present template."),
                        new Column("Available", "string", "", "How many pods have been ready for long enough."),
                        AGE,
                        new Column("Containers", "string", "", "Names of the template's containers.", true),
                        new Column("Images", "string", "", "Their images.", true),
                        new Column("Selector", "string", "", "Labels of the pods.", true));
        };
    }

    static ObjectNode table(
            ObjectKind kind, List<KubeObject> objects, ObjectNode metadata, IncludeObject include, Instant now) {
        ObjectNode table = Views.head("Table", "meta.k8s.io/v1", metadata);
        ArrayNode definitions = table.putArray("columnDefinitions");
        for (Column column : columns(kind)) {
            definitions
                    .addObject()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("format", column.format())
                    .put("description", column.description())
                    .put("priority", column.wide() ? 1 : 0);
        }
        ArrayNode rows = table.putArray("rows");
        for (KubeObject object : objects) {
            ObjectNode row = rows.addObject();
            cells(object, row.putArray("cells"), now);
            switch (include) {
                case NONE -> row.putNull("object");
                case METADATA -> row.set("object", Views.partial(object));
                case OBJECT -> row.set("object", object.tree());
            }
        }
        return table;
    }

    private static void cells(KubeObject object, ArrayNode cells, Instant now) {
        cells.add(object.name());
        String age = age(object, now);
        switch (object.kind()) {
            case NAMESPACE ->
                cells.add(object.tree().path("status").path("phase").asText("")).add(age);
            case SECRET -> cells.add(object.type()).add(object.data().size()).add(age);
            case CONFIG_MAP ->
                cells.add(object.data().size()
                                + object.tree().path("binaryData").size())
                        .add(age);
            case DEPLOYMENT ->
                deployment(object.tree().path("spec"), object.tree().path("status"), cells, age);
        }
    }

    private static void deployment(JsonNode spec, JsonNode status, ArrayNode cells, String age) {
        cells.add(status.path("readyReplicas").asInt() + "/"
                + spec.path("replicas").asInt());
        cells.add(status.path("updatedReplicas").asInt());
        cells.add(status.path("availableReplicas").asInt());
        cells.add(age);
        JsonNode containers = spec.path("template").path("spec").path("containers");
        cells.add(joined(containers, "name")).add(joined(containers, "image"));
        cells.add(selector(spec.path("selector")));
    }

    private static String joined(JsonNode containers, String field) {
        return containers
                .valueStream()
                .map(container -> container.path(field).asText(""))
                .collect(Collectors.joining(","));
    }

    /** As kubectl writes selectors: {@code app=web,tier in (a,b)}. */
    private static String selector(JsonNode selector) {
        Stream<String> labels = selector.path("matchLabels")
                .propertyStream()
                .map(label -> label.getKey() + "=" + label.getValue().asText());
        Stream<String> expressions =
                selector.path("matchExpressions").valueStream().map(Tables::expression);
        return Stream.concat(labels, expressions).collect(Collectors.joining(","));
    }

    private static String expression(JsonNode expression) {
        String key = expression.path("key").asText("");
        String values = expression
                .path("values")
                .valueStream()
                .map(JsonNode::asText)
                .sorted()
                .collect(Collectors.joining(",", "(", ")"));
        return switch (expression.path("operator").asText("")) {
            case "Exists" -> key;
            case "DoesNotExist" -> "!" + key;
            case "NotIn" -> key + " notin " + values;
            default -> key + " in " + values;
        };
    }

    private static String age(KubeObject object, Instant now) {
        String created = object.metadata().path("creationTimestamp").asText("");
        return created.isEmpty() ? "<unknown>" : Age.text(Duration.between(Instant.parse(created), now));
    }
}
