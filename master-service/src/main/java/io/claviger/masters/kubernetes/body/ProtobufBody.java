package io.claviger.masters.kubernetes.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.claviger.masters.kubernetes.object.Shape;
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
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * The protobuf form of Kubernetes objects, which kubectl sends since 1.32 without a way back to JSON: four magic bytes, then the
 * message {@code runtime.Unknown}, whose field 2 is the object. Fields that the shape does not know are skipped, as protobuf
 * asks.
 */
final class ProtobufBody {

    static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final Struct TYPE_META = Shape.struct(
            "runtime.TypeMeta", Shape.field(1, "apiVersion", Shape.TEXT), Shape.field(2, "kind", Shape.TEXT));
    private static final Struct UNKNOWN = Shape.struct(
            "runtime.Unknown",
            Shape.field(1, "typeMeta", TYPE_META),
            Shape.field(2, "raw", Shape.BYTES),
            Shape.field(3, "contentEncoding", Shape.TEXT),
            Shape.field(4, "contentType", Shape.TEXT));

    private static final Struct QUANTITY = Shape.struct("resource.Quantity", Shape.field(1, "string", Shape.TEXT));
    private static final Struct INT_OR_TEXT = Shape.struct(
            "intstr.IntOrString",
            Shape.field(1, "type", Shape.WHOLE),
            Shape.field(2, "whole", Shape.WHOLE),
            Shape.field(3, "text", Shape.TEXT));

    private ProtobufBody() {}

    static boolean recognises(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    static ObjectNode read(byte[] bytes, String apiVersion, String kind, Struct shape) {
        if (!recognises(bytes)) {
            throw broken(
                    kind, "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        try {
            ObjectNode envelope =
                    struct(UNKNOWN, CodedInputStream.newInstance(bytes, MAGIC.length, bytes.length - MAGIC.length));
            JsonNode type = envelope.path("typeMeta");
            Bodies.checkKind(
                    type.path("apiVersion").asText(""), type.path("kind").asText(""), apiVersion, kind);
            byte[] raw = Base64.getDecoder().decode(envelope.path("raw").asText(""));
            ObjectNode object = struct(shape, CodedInputStream.newInstance(raw));
            object.put("apiVersion", apiVersion).put("kind", kind);
            return object;
        } catch (InvalidProtocolBufferException malformed) {
            throw broken(kind, "malformed protobuf message");
        } catch (IOException impossible) {
            throw new IllegalStateException("bytes in memory cannot be read", impossible);
        }
    }

    private static Refusal broken(String kind, String why) {
        return Refusal.badRequest("the object provided is unrecognized (must be of type " + kind + "): " + why);
    }

    private static ObjectNode struct(Struct shape, CodedInputStream in) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int number = WireFormat.getTagFieldNumber(tag);
            Struct embedded = shape.embedded().get(number);
            if (embedded != null) {
                checkWireType(tag, embedded);
                object.setAll(struct(embedded, CodedInputStream.newInstance(in.readByteArray())));
                continue;
            }
            Field field = shape.field(number).orElse(null);
            if (field == null) {
                in.skipField(tag);
                continue;
            }
            checkWireType(tag, field.shape());
            switch (field.shape()) {
                case ListOf shaped ->
                    (object.get(field.name()) instanceof ArrayNode list ? list : object.putArray(field.name()))
                            .add(value(shaped.item(), in));
                case MapOf(Shape item) ->
                    entry(
                            item,
                            in,
                            object.get(field.name()) instanceof ObjectNode map ? map : object.putObject(field.name()));
                case Text(), Flag(), Whole(), Bytes(), Time(), Any(), Quantity(), IntOrText(), Struct _ ->
                    object.set(field.name(), value(field.shape(), in));
            }
        }
        return object;
    }

    private static void checkWireType(int tag, Shape shape) throws InvalidProtocolBufferException {
        if (WireFormat.getTagWireType(tag) != wireType(shape)) {
            throw new InvalidProtocolBufferException("wrong wire type");
        }
    }

    private static int wireType(Shape shape) {
        return switch (shape) {
            case Flag(), Whole() -> WireFormat.WIRETYPE_VARINT;
            case Text(), Bytes(), Time(), Any(), Quantity(), IntOrText(), MapOf _, ListOf _, Struct _ ->
                WireFormat.WIRETYPE_LENGTH_DELIMITED;
        };
    }

    private static JsonNode value(Shape shape, CodedInputStream in) throws IOException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (shape) {
            case Text() -> nodes.textNode(in.readStringRequireUtf8());
            case Flag() -> nodes.booleanNode(in.readBool());
            case Whole() -> nodes.numberNode(in.readInt64());
            case Bytes() -> nodes.textNode(Base64.getEncoder().encodeToString(in.readByteArray()));
            case Time() -> time(CodedInputStream.newInstance(in.readByteArray()));
            case Struct struct -> struct(struct, CodedInputStream.newInstance(in.readByteArray()));
            case Quantity() ->
                nodes.textNode(struct(QUANTITY, CodedInputStream.newInstance(in.readByteArray()))
                        .path("string")
                        .asText(""));
            case IntOrText() -> intOrText(struct(INT_OR_TEXT, CodedInputStream.newInstance(in.readByteArray())));
            case Any() -> {
                // Only managedFields holds free JSON, and this server keeps none.
                in.skipRawBytes(in.readRawVarint32());
                yield nodes.objectNode();
            }
            case MapOf _, ListOf _ -> throw new IllegalStateException("protobuf has no lists of lists");
        };
    }

    private static JsonNode intOrText(ObjectNode message) {
        boolean text = message.path("type").asInt() == 1;
        return text
                ? JsonNodeFactory.instance.textNode(message.path("text").asText(""))
                : JsonNodeFactory.instance.numberNode(message.path("whole").asInt());
    }

    private static void entry(Shape item, CodedInputStream outer, ObjectNode map) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(outer.readByteArray());
        String key = "";
        JsonNode value = JsonNodeFactory.instance.textNode("");
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> key = in.readStringRequireUtf8();
                case 2 -> value = value(item, in);
                default -> in.skipField(tag);
            }
        }
        map.set(key, value);
    }

    /** Go's zero time travels as an empty message and means that there is none. */
    private static JsonNode time(CodedInputStream in) throws IOException {
        long seconds = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                seconds = in.readInt64();
            } else {
                in.skipField(tag);
            }
        }
        try {
            return seconds == 0
                    ? JsonNodeFactory.instance.nullNode()
                    : JsonNodeFactory.instance.textNode(
                            Instant.ofEpochSecond(seconds).toString());
        } catch (DateTimeException outOfRange) {
            throw new InvalidProtocolBufferException("time out of range");
        }
    }
}
