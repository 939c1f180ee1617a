package io.claviger.masters.kubernetes.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.claviger.masters.kubernetes.status.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON and YAML into a tree, remembering which fields came twice: Jackson alone either refuses or forgets them. Complaints name
 * a place, never the text found there, since that may be a secret.
 */
final class TreeBody {

    private static final int DEPTH_LIMIT = 200;
    private static final int MOST_DUPLICATES = 16;
    private static final int LONGEST_PLACE = 200;
    private static final StreamReadConstraints CONSTRAINTS =
            StreamReadConstraints.builder().maxNestingDepth(DEPTH_LIMIT).build();
    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build());
    private static final ObjectMapper YAML = new ObjectMapper(
            YAMLFactory.builder().streamReadConstraints(CONSTRAINTS).build());

    private final JsonParser parser;
    private final String what;
    private final List<String> duplicates = new ArrayList<>();
    /** Names of fields and indexes of lists, from the top to where the parser is. */
    private final List<Object> path = new ArrayList<>();

    private TreeBody(JsonParser parser, String what) {
        this.parser = parser;
        this.what = what;
    }

    static Body json(byte[] bytes, String what) {
        return read(JSON, "json", bytes, what);
    }

    static Body yaml(byte[] bytes, String what) {
        return read(YAML, "yaml", bytes, what);
    }

    private static Body read(ObjectMapper mapper, String format, byte[] bytes, String what) {
        try (JsonParser parser = mapper.createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw unrecognized(what, "the body is empty");
            }
            TreeBody reader = new TreeBody(parser, what);
            JsonNode tree = reader.value();
            if (parser.nextToken() != null) {
                throw unrecognized(what, "more than one document in the body");
            }
            return new Body(tree, reader.duplicates);
        } catch (JsonProcessingException broken) {
            throw unrecognized(what, format + " parse error" + place(broken.getLocation()));
        } catch (IOException impossible) {
            throw new IllegalStateException("bytes in memory cannot be read", impossible);
        }
    }

    /** Limits that are passed, such as the depth, have no place. */
    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static Refusal unrecognized(String what, String why) {
        return Refusal.badRequest("the object provided is unrecognized (must be of type " + what + "): " + why);
    }

    /** Called with the parser on the value's first token. */
    private JsonNode value() throws IOException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw refused("an alias stands for a value; write the value itself");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> JsonNodeFactory.instance.textNode(parser.getText());
            case VALUE_NUMBER_INT -> JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> JsonNodeFactory.instance.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> JsonNodeFactory.instance.booleanNode(true);
            case VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(false);
            case VALUE_NULL -> JsonNodeFactory.instance.nullNode();
            case VALUE_EMBEDDED_OBJECT -> throw refused("a value is tagged as binary; write it as text");
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME ->
                throw new IllegalStateException("a value cannot begin with " + parser.currentToken());
        };
    }

    private ObjectNode object() throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            path.add(name);
            if (object.has(name) && duplicates.size() < MOST_DUPLICATES) {
                duplicates.add(here());
            }
            object.set(name, value());
            path.removeLast();
        }
        return object;
    }

    private ArrayNode array() throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            path.add(array.size());
            array.add(value());
            path.removeLast();
        }
        return array;
    }

    /** Made only when it is said, since a body may have half a million fields with names of 50,000 characters. */
    private String here() {
        StringBuilder text = new StringBuilder();
        for (Object step : path) {
            switch (step) {
                case Integer index -> text.append('[').append(index).append(']');
                default -> text.append(text.isEmpty() ? "" : ".").append(step);
            }
            if (text.length() > LONGEST_PLACE) {
                return text.substring(0, LONGEST_PLACE) + "…";
            }
        }
        return text.toString();
    }

    private Refusal refused(String why) {
        return unrecognized(what, why + place(parser.currentTokenLocation()));
    }
}
