package io.claviger.masters.kubernetes.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Tables with the columns of a real server, which kubectl prints as they are. */
final class Tables {

    private Tables() {}

    private record Column(String name, String type, String format, String description) {}

    private static final Column NAME = new Column(
            "Name",
            "string",
            "name",
            "Name must be unique within a namespace; it cannot be changed once the object exists.");
    private static final Column AGE =
            new Column("Age", "string", "", "Time since the object was created, which the server sets.");

    private static List<Column> columns(ObjectKind kind) {
        return switch (kind) {
            case NAMESPACE ->
                List.of(NAME, new Column("Status", "string", "", "The phase of the namespace's life."), AGE);
            case SECRET ->
                List.of(
                        NAME,
                        new Column("Type", "string", "", "What programs may expect in the data."),
                        new Column("Data", "string", "", "How many keys the data has."),
                        AGE);
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
                    .put("priority", 0);
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
        switch (object.kind()) {
            case NAMESPACE ->
                cells.add(object.tree().path("status").path("phase").asText(""));
            case SECRET -> cells.add(object.type()).add(object.data().size());
        }
        String created = object.metadata().path("creationTimestamp").asText("");
        cells.add(created.isEmpty() ? "<unknown>" : Age.text(Duration.between(Instant.parse(created), now)));
    }
}
