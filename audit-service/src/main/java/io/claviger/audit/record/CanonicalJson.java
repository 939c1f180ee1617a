package io.claviger.audit.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * One spelling for one JSON value (RFC 8785): no white space, members sorted by name, the shortest escapes. So whoever holds
 * a record, however it was printed for them, can compute its leaf. Numbers differ from the RFC in one way: they are written
 * out in full instead of being cut to a double, because a log must not round; for integers up to 2^53 that is the same.
 */
public final class CanonicalJson {

    private CanonicalJson() {}

    /**
     * @throws IllegalArgumentException when a string is not Unicode (a lone surrogate) and so has no bytes
     */
    public static byte[] bytes(JsonNode value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a string of the record is not Unicode", e);
        }
    }

    private static void write(JsonNode value, StringBuilder text) {
        if (value.isObject()) {
            writeObject(value, text);
        } else if (value.isArray()) {
            String separator = "[";
            for (JsonNode element : value) {
                text.append(separator);
                write(element, text);
                separator = ",";
            }
            text.append(value.isEmpty() ? "[]" : "]");
        } else if (value.isTextual()) {
            writeString(value.textValue(), text);
        } else if (value.isNumber()) {
            text.append(
                    value.isIntegralNumber()
                            ? value.bigIntegerValue().toString()
                            : value.decimalValue().stripTrailingZeros().toString());
        } else {
            text.append(value.asText());
        }
    }

    private static void writeObject(JsonNode object, StringBuilder text) {
        List<String> names = new ArrayList<>();
        for (Iterator<String> all = object.fieldNames(); all.hasNext(); ) {
            names.add(all.next());
        }
        // String order is the order of UTF-16 code units, which is the one RFC 8785 asks for.
        Collections.sort(names);
        String separator = "{";
        for (String name : names) {
            text.append(separator);
            writeString(name, text);
            text.append(':');
            write(object.get(name), text);
            separator = ",";
        }
        text.append(names.isEmpty() ? "{}" : "}");
    }

    private static void writeString(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\f' -> text.append("\\f");
                case '\r' -> text.append("\\r");
                default -> {
                    if (c < 0x20) {
                        text.append("\\u%04x".formatted((int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
