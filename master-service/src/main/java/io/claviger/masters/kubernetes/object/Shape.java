package io.claviger.masters.kubernetes.object;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a part of a Kubernetes object looks like, once for every wire form: names serve JSON and YAML, numbers serve protobuf
 * (k8s.io/api/core/v1/generated.proto and k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto).
 */
public sealed interface Shape {

    Shape TEXT = new Text();
    Shape FLAG = new Flag();
    Shape WHOLE = new Whole();
    Shape BYTES = new Bytes();
    Shape TIME = new Time();
    Shape ANY = new Any();
    Shape QUANTITY = new Quantity();
    Shape INT_OR_TEXT = new IntOrText();

    record Text() implements Shape {}

    record Flag() implements Shape {}

    record Whole() implements Shape {}

    /** Base64 text in JSON, raw bytes in protobuf. */
    record Bytes() implements Shape {}

    /** RFC 3339 text in JSON, a message of seconds and nanoseconds in protobuf. */
    record Time() implements Shape {}

    /** Free JSON, which protobuf wraps as field 1 of a message ({@code FieldsV1}). */
    record Any() implements Shape {}

    /** An amount such as {@code 500m}; kept as it was written. Text or a number in JSON, a message of a text in protobuf. */
    record Quantity() implements Shape {}

    /** A port by number or by name; an amount or a percentage. In protobuf a message that says which. */
    record IntOrText() implements Shape {}

    /** Keys are always text. */
    record MapOf(Shape value) implements Shape {}

    record ListOf(Shape item, ListMerge merge) implements Shape {}

    /** What a strategic merge patch does to a list ({@code x-kubernetes-patch-strategy}). */
    sealed interface ListMerge {
        record Replace() implements ListMerge {}

        record AsSet() implements ListMerge {}

        /**
         * @param key what tells two items apart in a patch
         * @param further what does so beside it for who owns them, with the value it has where it is left out
         */
        record ByKey(String key, Map<String, String> further) implements ListMerge {
            public ByKey {
                further = Map.copyOf(further);
            }
        }
    }

    /**
     * @param fields as JSON has them
     * @param embedded messages that protobuf has in fields of their own, and whose fields JSON has among the others
     */
    record Struct(String goName, List<Field> fields, Map<Integer, Struct> embedded) implements Shape {

        public Struct {
            fields = List.copyOf(fields);
            embedded = Map.copyOf(embedded);
        }

        public Optional<Field> field(String name) {
            return fields.stream().filter(field -> field.name().equals(name)).findFirst();
        }

        public Optional<Field> field(int number) {
            return fields.stream().filter(field -> field.number() == number).findFirst();
        }
    }

    /**
     * @param number in protobuf; 0 for what protobuf carries elsewhere, as {@code kind}
     * @param pointer whether Go has a pointer here, so that an empty value is another thing than none
     */
    record Field(int number, String name, Shape shape, boolean pointer) {}

    static ListOf list(Shape item) {
        return new ListOf(item, new ListMerge.Replace());
    }

    static ListOf set(Shape item) {
        return new ListOf(item, new ListMerge.AsSet());
    }

    static ListOf listByKey(Shape item, String key) {
        return new ListOf(item, new ListMerge.ByKey(key, Map.of()));
    }

    static Struct struct(String goName, Field... fields) {
        return new Struct(goName, List.of(fields), Map.of());
    }

    /** Flags are pointers in what is written here by hand. */
    static Field field(int number, String name, Shape shape) {
        return new Field(number, name, shape, shape instanceof Flag);
    }

    /** How Go's JSON decoder names this type in its complaints, which users know. */
    default String goType() {
        return switch (this) {
            case Text() -> "string";
            case Flag() -> "bool";
            case Whole() -> "int64";
            case Bytes() -> "[]uint8";
            case Time() -> "v1.Time";
            case Any() -> "v1.FieldsV1";
            case Quantity() -> "resource.Quantity";
            case IntOrText() -> "intstr.IntOrString";
            case MapOf(Shape value) -> "map[string]" + value.goType();
            case ListOf list -> "[]" + list.item().goType();
            case Struct struct -> struct.goName();
        };
    }
}
