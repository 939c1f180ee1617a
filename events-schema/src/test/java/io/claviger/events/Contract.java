package io.claviger.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** The AsyncAPI document and the schemas it points to. */
final class Contract {

    private static final String BASE = "https://claviger.io/events/v1/";

    private final JsonNode document;
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder ->
                    builder.schemaMappers(mappers -> mappers.mapPrefix(BASE, "classpath:io/claviger/events/schemas/")));
    private final SchemaValidatorsConfig strict =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    Contract() {
        try {
            document = new YAMLMapper().readTree(Samples.resource("asyncapi.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException("asyncapi.yaml", e);
        }
    }

    JsonNode document() {
        return document;
    }

    /** CloudEvents type to its message. */
    Map<String, JsonNode> messages() {
        Map<String, JsonNode> messages = new TreeMap<>();
        document.at("/components/messages")
                .forEach(message -> messages.put(message.get("name").textValue(), message));
        return messages;
    }

    JsonSchema payloadSchema(String type) {
        return schema(schemaFile(type));
    }

    JsonSchema headersSchema() {
        return schema("schemas/headers.json");
    }

    String schemaFile(String type) {
        return message(type).at("/payload/schema/$ref").textValue();
    }

    JsonNode message(String type) {
        JsonNode message = messages().get(type);
        if (message == null) {
            throw new AssertionError("asyncapi.yaml has no message for " + type);
        }
        return message;
    }

    private JsonSchema schema(String file) {
        return schemas.getSchema(SchemaLocation.of(BASE + file.substring("schemas/".length())), strict);
    }
}
