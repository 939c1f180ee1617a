package io.claviger.masters.kubernetes.object;

import java.util.List;
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

    record Text() implements Shape {}

    record Flag() implements Shape {}

    record Whole() implements Shape {}

    /** Base64 text in JSON, raw bytes in protobuf. */
    record Bytes() implements Shape {}

    /** RFC 3339 text in JSON, a message of seconds and nanoseconds in protobuf. */
    record Time() implements Shape {}

    /** Free JSON, which protobuf wraps as field 1 of a message ({@code FieldsV1}). */
    record Any() implements Shape {}

    /** Keys are always text. */
    record MapOf(Shape value) implements Shape {}

    record ListOf(Shape item, ListMerge merge) implements Shape {}

    /** What a strategic merge patch does to a list ({@code x-kubernetes-patch-strategy}). */
    sealed interface ListMerge {
        record Replace() implements ListMerge {}

        record AsSet() implements ListMerge {}

        record ByKey(String key) implements ListMerge {}
    }

    record Struct(String goName, List<Field> fields) implements Shape {

        public Struct {
            fields = List.copyOf(fields);
        }

        public Optional<Field> field(String name) {
            return fields.stream().filter(field -> field.name().equals(name)).findFirst();
        }

        public Optional<Field> field(int number) {
            return fields.stream().filter(field -> field.number() == number).findFirst();
        }
    }

    /** @param number in protobuf; 0 for what protobuf carries outside the object, as {@code kind} */
    record Field(int number, String name, Shape shape) {}

    static ListOf list(Shape item) {
        return new ListOf(item, new ListMerge.Replace());
    }

    static ListOf set(Shape item) {
        return new ListOf(item, new ListMerge.AsSet());
    }

    static ListOf listByKey(Shape item, String key) {
        return new ListOf(item, new ListMerge.ByKey(key));
    }

    static Struct struct(String goName, Field... fields) {
        return new Struct(goName, List.of(fields));
    }

    static Field field(int number, String name, Shape shape) {
        return new Field(number, name, shape);
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
            case MapOf(Shape value) -> "map[string]" + value.goType();
            case ListOf list -> "[]" + list.item().goType();
            case Struct struct -> struct.goName();
        };
    }
}
