package io.claviger.masters.kubernetes.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.object.Shape.Any;
import io.claviger.masters.kubernetes.object.Shape.Bytes;
import io.claviger.masters.kubernetes.object.Shape.Field;
import io.claviger.masters.kubernetes.object.Shape.Flag;
import io.claviger.masters.kubernetes.object.Shape.IntOrText;
import io.claviger.masters.kubernetes.object.Shape.ListOf;
import io.claviger.masters.kubernetes.object.Shape.MapOf;
import io.claviger.masters.kubernetes.object.Shape.Quantity;
import io.claviger.masters.kubernetes.object.Shape.Struct;
import io.claviger.masters.kubernetes.object.Shape.Text;
import io.claviger.masters.kubernetes.object.Shape.Time;
import io.claviger.masters.kubernetes.object.Shape.Whole;
import io.claviger.masters.kubernetes.status.Refusal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Brings a tree into the form its {@link Shape} declares, as decoding into Go's types does: fields in declared order, nulls and
 * empty values left out, base64 and times in their normal form. Fields nobody declared are left out and remembered; a value of
 * the wrong type refuses the whole body. One reader reads one body.
 */
public final class TypedReader {

    private static final Pattern QUANTITY = Pattern.compile("([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)");

    private final String goKind;
    private final List<String> unknown = new ArrayList<>();

    /** @param goKind how the object is called in complaints, such as {@code Secret} */
    public TypedReader(String goKind) {
        this.goKind = goKind;
    }

    /** Paths of the fields that were left out because the shape does not know them. */
    public List<String> unknownFields() {
        return List.copyOf(unknown);
    }

    public ObjectNode read(Struct shape, JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            return struct(shape, object, "");
        }
        throw mismatch(tree, "", shape);
    }

    private ObjectNode struct(Struct shape, ObjectNode object, String path) {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (shape.field(entry.getKey()).isEmpty()) {
                unknown.add(join(path, entry.getKey()));
            }
        }
        ObjectNode read = JsonNodeFactory.instance.objectNode();
        for (Field field : shape.fields()) {
            JsonNode value = value(field.shape(), object.get(field.name()), join(path, field.name()));
            if (value != null && (field.pointer() || !isZero(value))) {
                read.set(field.name(), value);
            }
        }
        return read;
    }

    private @Nullable JsonNode value(Shape shape, @Nullable JsonNode node, String path) {
        if (node == null || node.isNull()) {
            return null;
        }
        return switch (shape) {
            case Text() when node.isTextual() -> wellFormed(node);
            case Flag() when node.isBoolean() -> node;
            case Whole() when node.isIntegralNumber() && node.canConvertToLong() -> whole(node);
            case Bytes() when node.isTextual() -> JsonNodeFactory.instance.textNode(base64(node.textValue()));
            case Time() when node.isTextual() -> JsonNodeFactory.instance.textNode(time(node.textValue()));
            case Any() -> node;
            case Quantity() when node.isTextual() || node.isNumber() -> quantity(node.asText());
            case IntOrText()
            when node.isTextual() || (node.isIntegralNumber() && node.canConvertToInt()) ->
                node.isTextual() ? node : whole(node);
            case MapOf(Shape item) when node instanceof ObjectNode map -> map(item, map, path);
            case ListOf shaped when node instanceof ArrayNode list -> list(shaped.item(), list, path);
            case Struct struct when node instanceof ObjectNode object -> struct(struct, object, path);
            case Text(), Flag(), Whole(), Bytes(), Time(), Quantity(), IntOrText(), MapOf _, ListOf _, Struct _ ->
                throw mismatch(node, path, shape);
        };
    }

    /** Half a surrogate pair is no character; Go's decoder puts U+FFFD there as well. */
    private static JsonNode wellFormed(JsonNode text) {
        String value = text.textValue();
        if (value.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return text;
        }
        StringBuilder whole = new StringBuilder(value.length());
        value.codePoints().forEach(c -> whole.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c));
        return JsonNodeFactory.instance.textNode(whole.toString());
    }

    private ObjectNode map(Shape item, ObjectNode map, String path) {
        ObjectNode read = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            JsonNode value = value(item, entry.getValue(), join(path, entry.getKey()));
            read.set(entry.getKey(), value == null ? JsonNodeFactory.instance.textNode("") : value);
        }
        return read;
    }

    private ArrayNode list(Shape item, ArrayNode list, String path) {
        ArrayNode read = JsonNodeFactory.instance.arrayNode();
        for (int index = 0; index < list.size(); index++) {
            JsonNode value = value(item, list.get(index), path + "[" + index + "]");
            if (value != null) {
                read.add(value);
            }
        }
        return read;
    }

    /** Go leaves these out of what it writes ({@code omitempty}), unless it has a pointer to them. */
    private static boolean isZero(JsonNode value) {
        return (value.isTextual() && value.textValue().isEmpty())
                || (value.isContainerNode() && value.isEmpty())
                || (value.isIntegralNumber() && value.longValue() == 0)
                || (value.isBoolean() && !value.booleanValue());
    }

    /** Of one kind, whatever it was read from: Jackson's numbers of other kinds are never equal. */
    static JsonNode whole(JsonNode node) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return node.canConvertToInt() ? nodes.numberNode(node.intValue()) : nodes.numberNode(node.longValue());
    }

    private JsonNode quantity(String text) {
        if (!text.isEmpty() && !QUANTITY.matcher(text).matches()) {
            throw cannotHandle("quantities must match the regular expression '^" + QUANTITY + "$'");
        }
        return JsonNodeFactory.instance.textNode(text);
    }

    private String base64(String text) {
        try {
            return Base64Text.normal(text);
        } catch (IllegalArgumentException notBase64) {
            throw cannotHandle(notBase64.getMessage());
        }
    }

    private String time(String text) {
        try {
            return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .truncatedTo(ChronoUnit.SECONDS)
                    .format(DateTimeFormatter.ISO_INSTANT);
        } catch (DateTimeException notATime) {
            throw cannotHandle("parsing time as \"2006-01-02T15:04:05Z07:00\": cannot parse the value");
        }
    }

    private Refusal mismatch(JsonNode node, String path, Shape shape) {
        String found = node.isNumber()
                ? "number"
                : node.isTextual() ? "string" : node.isBoolean() ? "bool" : node.isArray() ? "array" : "object";
        String where = path.isEmpty() ? "Go value" : "Go struct field " + goKind + "." + path;
        return cannotHandle("json: cannot unmarshal " + found + " into " + where + " of type " + shape.goType());
    }

    Refusal cannotHandle(@Nullable String why) {
        return Refusal.badRequest(goKind + " in version \"v1\" cannot be handled as a " + goKind + ": " + why);
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
