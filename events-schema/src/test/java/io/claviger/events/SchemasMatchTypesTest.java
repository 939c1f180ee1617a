package io.claviger.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.events.Samples.Sample;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A schema and its Java type have the same fields, and agree on which of them may be missing. */
class SchemasMatchTypesTest {

    private final Contract contract = new Contract();

    @ParameterizedTest
    @MethodSource("samples")
    void haveTheSameFieldsAndRequireTheSameOnes(Sample sample) throws IOException {
        Class<?> data = sample.event() instanceof KeyEvent ? KeySnapshot.class : sample.eventClass();

        compare(data, read(contract.schemaFile(sample.type())), sample.type());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void refuseAnEventWithoutARequiredFieldOrWithNullThere(Sample sample) throws IOException {
        JsonNode schema = read(contract.schemaFile(sample.type()));
        for (String path : requiredPaths(schema, sample.data(), "")) {
            for (boolean asNull : new boolean[] {false, true}) {
                ObjectNode broken = sample.data().deepCopy();
                String parent = path.substring(0, path.lastIndexOf('/'));
                String field = path.substring(path.lastIndexOf('/') + 1);
                ObjectNode holder = (ObjectNode) broken.at(parent);
                JsonNode ignored = asNull ? holder.putNull(field) : holder.remove(field);

                assertThatThrownBy(() -> decode(sample, broken))
                        .as("%s without %s", sample.type(), path)
                        .isInstanceOf(UnreadableEventException.class)
                        .hasMessageContaining(field);
                assertThat(contract.payloadSchema(sample.type()).validate(broken))
                        .as("%s without %s", sample.type(), path)
                        .isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void takeNullForAFieldThatMayBeMissing(Sample sample) throws IOException {
        ObjectNode withNulls = sample.data().deepCopy();
        for (RecordComponent component : sample.eventClass().getRecordComponents()) {
            if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                withNulls.putNull(component.getName());
            }
        }

        assertThat(decode(sample, withNulls)).isNotNull();
        assertThat(contract.payloadSchema(sample.type()).validate(withNulls)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void ignoreAFieldThatTheyDoNotKnow(Sample sample) throws IOException {
        ObjectNode newer = sample.data().deepCopy();
        newer.put("addedLater", "by a newer producer");

        assertThat(decode(sample, newer)).isEqualTo(sample.event());
        assertThat(contract.payloadSchema(sample.type()).validate(newer)).isEmpty();
    }

    private static DomainEvent decode(Sample sample, JsonNode data) throws IOException {
        return EventCodec.decode(sample.type(), Samples.JSON.writeValueAsBytes(data));
    }

    private static void compare(Class<?> type, JsonNode declared, String place) throws IOException {
        JsonNode schema = resolved(declared);
        Set<String> properties = new HashSet<>();
        schema.path("properties").fieldNames().forEachRemaining(properties::add);
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.textValue()));

        List<RecordComponent> components = Arrays.asList(type.getRecordComponents());
        assertThat(properties)
                .as(place)
                .isEqualTo(components.stream().map(RecordComponent::getName).collect(Collectors.toSet()));
        assertThat(required)
                .as("%s: required", place)
                .isEqualTo(components.stream()
                        .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                        .map(RecordComponent::getName)
                        .collect(Collectors.toSet()));
        for (RecordComponent component : components) {
            JsonNode property = schema.path("properties").path(component.getName());
            compareNested(component.getGenericType(), property, place + "." + component.getName());
        }
    }

    private static void compareNested(Type type, JsonNode property, String place) throws IOException {
        if (type instanceof Class<?> nested && nested.isRecord()) {
            compare(nested, property, place);
        } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            compareNested(list.getActualTypeArguments()[0], property.path("items"), place + "[]");
        }
    }

    /** Follows a reference, and the first branch of "this or null". */
    private static JsonNode resolved(JsonNode schema) throws IOException {
        JsonNode chosen = schema.has("anyOf") ? schema.get("anyOf").get(0) : schema;
        return chosen.has("$ref") ? read("schemas/" + chosen.get("$ref").textValue()) : chosen;
    }

    /** JSON pointers of all fields of the sample that the schema requires. */
    private static List<String> requiredPaths(JsonNode declared, JsonNode data, String at) throws IOException {
        JsonNode schema = resolved(declared);
        List<String> paths = new ArrayList<>();
        if (data instanceof ArrayNode array) {
            for (int index = 0; index < array.size(); index++) {
                paths.addAll(requiredPaths(schema.path("items"), array.get(index), at + "/" + index));
            }
        }
        if (data instanceof ObjectNode) {
            schema.path("required").forEach(name -> paths.add(at + "/" + name.textValue()));
            for (var entry : data.properties()) {
                JsonNode property = schema.path("properties").path(entry.getKey());
                paths.addAll(requiredPaths(property, entry.getValue(), at + "/" + entry.getKey()));
            }
        }
        return paths;
    }

    private static JsonNode read(String file) throws IOException {
        return Samples.JSON.readTree(Samples.resource(file));
    }

    static List<Sample> samples() {
        return Samples.all();
    }
}
