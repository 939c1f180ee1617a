package io.claviger.testkit.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.testkit.OpenApiRules;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Bodies by a schema: right ones, such with one thing wrong, and bytes that are no JSON at all. */
final class OddBodies {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEP = 6;

    private final JsonNode document;
    private final Random random;

    OddBodies(JsonNode document, Random random) {
        this.document = document;
        this.random = random;
    }

    byte[] body(JsonNode media) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> bytes(media.path("example"));
            case 2, 3 -> bytes(by(media.path("schema"), 0));
            case 4, 5, 6 -> bytes(broken(by(media.path("schema"), 0).deepCopy()));
            case 7 -> bytes(broken(media.path("example").deepCopy()));
            case 8 -> torn(bytes(media.path("example")));
            default -> noJson();
        };
    }

    /** What the schema asks for. */
    JsonNode by(JsonNode reference, int depth) {
        JsonNode schema = OpenApiRules.resolved(document, reference);
        if (schema.has("enum")) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        return switch (schema.path("type").asText()) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "integer", "number" -> NODES.numberNode(number(schema));
            default -> NODES.textNode(text(schema));
        };
    }

    private JsonNode object(JsonNode schema, int depth) {
        ObjectNode made = NODES.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (required.contains(property.getKey()) || (depth < DEEP && random.nextInt(3) == 0)) {
                made.set(property.getKey(), by(property.getValue(), depth + 1));
            }
        }
        return made;
    }

    private JsonNode array(JsonNode schema, int depth) {
        ArrayNode made = NODES.arrayNode();
        int size = random.nextInt(4) == 0 ? random.nextInt(4) : 1;
        for (int i = 0; i < size; i++) {
            made.add(by(schema.path("items"), depth + 1));
        }
        return made;
    }

    private long number(JsonNode schema) {
        long least = schema.path("minimum").asLong(0);
        long most = schema.path("maximum").asLong(least + 3);
        return least + random.nextLong(Math.max(1, Math.min(most - least + 2, 100))) - random.nextInt(2);
    }

    String text(JsonNode schema) {
        return switch (schema.path("format").asText()) {
            case "uuid" -> UUID.randomUUID().toString();
            case "byte" -> Base64.getEncoder().encodeToString(new byte[8 * random.nextInt(6)]);
            case "date-time" ->
                Instant.ofEpochSecond(random.nextLong(4_000_000_000L)).toString();
            default -> random.nextBoolean() ? "orders" + random.nextInt(100) : odd();
        };
    }

    /** One of its places is given something else. */
    private JsonNode broken(JsonNode whole) {
        List<JsonNode> holders = new ArrayList<>();
        collect(whole, holders);
        if (holders.isEmpty()) {
            return oddNode();
        }
        JsonNode holder = holders.get(random.nextInt(holders.size()));
        if (holder instanceof ArrayNode array) {
            array.insert(0, oddNode());
        } else if (holder instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.isEmpty() || random.nextInt(5) == 0 ? odd() : names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.set(name, oddNode());
            }
        }
        return whole;
    }

    private static void collect(JsonNode node, List<JsonNode> holders) {
        if (node.isContainerNode()) {
            holders.add(node);
            node.forEach(child -> collect(child, holders));
        }
    }

    private JsonNode oddNode() {
        return switch (random.nextInt(12)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(true);
            case 2 -> NODES.numberNode(new BigInteger("9".repeat(1 + random.nextInt(900))));
            case 3 -> NODES.numberNode(new BigDecimal("1e" + random.nextInt(100_000)));
            case 4 -> NODES.numberNode(-1);
            case 5 -> NODES.numberNode(0.5);
            case 6 -> NODES.objectNode().put(odd(), odd());
            case 7 -> NODES.arrayNode().add(NODES.arrayNode()).addNull();
            case 8 -> NODES.textNode("");
            case 9 -> NODES.textNode("x".repeat(1 + random.nextInt(20_000)));
            default -> NODES.textNode(odd());
        };
    }

    /** Text that somebody forgot. */
    String odd() {
        List<String> texts = List.of(
                "\u0000",
                "a\u0000b",
                "\ud800",
                "\udfff\ud800",
                "\u202e",
                "null",
                "true",
                "-1",
                "0",
                "1e999",
                "NaN",
                "''; --",
                "%00",
                "..a/..",
                "a/b",
                "\\",
                "\"",
                "\n\r\t",
                "\ufeff",
                "\uffff",
                "é\u0301",
                "😀",
                " ",
                "{}",
                "[]",
                "Infinity",
                "9223372036854775808",
                "2026-02-30T25:61:00Z",
                "+1000000000-12-31T23:59:59.999999999Z",
                "crn:v1:::::::::");
        return texts.get(random.nextInt(texts.size()));
    }

    private byte[] noJson() {
        return switch (random.nextInt(9)) {
            case 0 -> randomBytes(random.nextInt(300));
            case 1 -> new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xc3, (byte) 0x28, '"', '}'};
            case 2 -> new byte[] {(byte) 0xff, (byte) 0xfe, '{', 0, '}', 0};
            case 3 -> ("[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
            case 4 -> ("{\"metadata\":".repeat(3_000)).getBytes(StandardCharsets.UTF_8);
            case 5 -> ("{\"resources\":" + "9".repeat(50_000) + "}").getBytes(StandardCharsets.UTF_8);
            case 6 -> "{} {}".getBytes(StandardCharsets.UTF_8);
            case 7 -> "\ufeff{}".getBytes(StandardCharsets.UTF_8);
            default -> "null".getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] torn(byte[] whole) {
        byte[] torn = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
        for (int i = 0; i < torn.length; i++) {
            if (random.nextInt(40) == 0) {
                torn[i] = (byte) random.nextInt(256);
            }
        }
        return torn;
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
