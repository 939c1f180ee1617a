package io.claviger.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What operators say of their kinds in CustomResourceDefinitions, taken from their releases into {@code src/test/resources/crds}.
 * As strict as an apply with {@code --validate=strict}: a field that the schema does not name is a mistake. Rules in CEL, and what an
 * operator's webhook refuses, are not looked at.
 */
final class CustomResources {

    private static final Path FOLDER = Path.of("src", "test", "resources", "crds");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPEN = "x-kubernetes-preserve-unknown-fields";
    private static final String EITHER = "x-kubernetes-int-or-string";

    /** OpenAPI 3.0 speaks of schemas as draft 4 did. */
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4);

    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final Map<String, JsonSchema> schemas;

    private CustomResources(Map<String, JsonSchema> schemas) {
        this.schemas = schemas;
    }

    static CustomResources taken() {
        Map<String, JsonSchema> schemas = new HashMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> definitions =
                    files.filter(file -> file.toString().endsWith(".json")).toList();
            for (Path file : definitions) {
                JsonNode taken = JSON.readTree(file.toFile());
                String kind = taken.get("apiVersion").asText() + "/"
                        + taken.get("kind").asText();
                schemas.put(kind, SCHEMAS.getSchema(ofAnObject((ObjectNode) taken.get("schema")), STRICT));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CustomResources(schemas);
    }

    /** @param kind as {@code group/version/Kind} */
    Optional<JsonSchema> schema(String kind) {
        return Optional.ofNullable(schemas.get(kind));
    }

    /** Every object has these; the API server, not the definition, says what metadata holds. */
    private static ObjectNode ofAnObject(ObjectNode schema) {
        close(schema);
        ObjectNode properties = schema.withObjectProperty("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").put("type", "object");
        return schema;
    }

    /**
     * JSON Schema lets pass what it does not name, a CustomResourceDefinition does not. What stands below anyOf and its like adds
     * conditions to fields that are named outside of it, and is left as it is.
     */
    private static void close(ObjectNode schema) {
        boolean isObject = schema.path("type").asText().equals("object");
        if (isObject && !schema.path(OPEN).asBoolean() && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        if (schema.path(EITHER).asBoolean()) {
            schema.putArray("type").add("integer").add("string");
        }
        schema.remove(List.of(OPEN, EITHER));
        schema.path("properties").forEach(CustomResources::closeIfSchema);
        closeIfSchema(schema.path("items"));
        closeIfSchema(schema.path("additionalProperties"));
    }

    private static void closeIfSchema(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            close(object);
        }
    }
}
