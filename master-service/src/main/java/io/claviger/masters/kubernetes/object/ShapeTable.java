package io.claviger.masters.kubernetes.object;

import io.claviger.masters.kubernetes.object.Shape.Field;
import io.claviger.masters.kubernetes.object.Shape.ListMerge;
import io.claviger.masters.kubernetes.object.Shape.ListOf;
import io.claviger.masters.kubernetes.object.Shape.MapOf;
import io.claviger.masters.kubernetes.object.Shape.Struct;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shapes that are too many to be written in Java: a file beside the classes declares them, and says itself how it is read. */
final class ShapeTable {

    private static final Pattern TYPE = Pattern.compile("(\\[?)(\\{?)(\\w+)}?]?(=[\\w,:]+)?(\\??)");

    private final Map<String, List<String[]>> declared = new HashMap<>();
    private final Map<String, Struct> read = new HashMap<>();

    /** @param known messages that the file names and does not declare */
    ShapeTable(String file, Map<String, Struct> known) {
        read.putAll(known);
        List<String[]> fields = new ArrayList<>();
        for (String line : lines(file)) {
            if (line.startsWith("  ")) {
                fields.add(line.strip().split(" "));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                fields = new ArrayList<>();
                declared.put(line, fields);
            }
        }
    }

    private static List<String> lines(String file) {
        try (InputStream in = ShapeTable.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Struct struct(String message) {
        Struct known = read.get(message);
        if (known == null) {
            known = declaredStruct(message);
            read.put(message, known);
        }
        return known;
    }

    private Struct declaredStruct(String message) {
        List<String[]> lines = declared.get(message);
        if (lines == null) {
            throw new IllegalStateException("nothing declares " + message);
        }
        List<Field> fields = new ArrayList<>();
        Map<Integer, Struct> embedded = new LinkedHashMap<>();
        for (String[] line : lines) {
            int number = Integer.parseInt(line[0]);
            if (line[1].equals("-")) {
                Struct inner = struct(line[2]);
                embedded.put(number, inner);
                inner.fields().forEach(field -> fields.add(new Field(0, field.name(), field.shape(), field.pointer())));
            } else {
                fields.add(field(number, line[1], line[2]));
            }
        }
        return new Struct("v1." + message, fields, embedded);
    }

    private Field field(int number, String name, String type) {
        Matcher parts = TYPE.matcher(type);
        if (!parts.matches()) {
            throw new IllegalStateException("not a type: " + type);
        }
        Shape shape = plain(parts.group(3));
        if (!parts.group(2).isEmpty()) {
            shape = new MapOf(shape);
        } else if (!parts.group(1).isEmpty()) {
            shape = new ListOf(shape, merge(parts.group(4)));
        }
        return new Field(number, name, shape, !parts.group(5).isEmpty());
    }

    private Shape plain(String type) {
        return switch (type) {
            case "text" -> Shape.TEXT;
            case "flag" -> Shape.FLAG;
            case "whole" -> Shape.WHOLE;
            case "bytes" -> Shape.BYTES;
            case "time" -> Shape.TIME;
            case "quantity" -> Shape.QUANTITY;
            case "intOrText" -> Shape.INT_OR_TEXT;
            default -> struct(type);
        };
    }

    private static ListMerge merge(@Nullable String text) {
        if (text == null) {
            return new ListMerge.Replace();
        }
        if (text.equals("=set")) {
            return new ListMerge.AsSet();
        }
        String[] keys = text.substring(1).split(",");
        Map<String, String> further = new LinkedHashMap<>();
        Arrays.stream(keys)
                .skip(1)
                .map(key -> key.split(":"))
                .forEach(key -> further.put(key[0], key.length > 1 ? key[1] : ""));
        return new ListMerge.ByKey(keys[0], further);
    }
}
