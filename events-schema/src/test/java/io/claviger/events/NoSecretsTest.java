package io.claviger.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import io.claviger.events.Samples.Sample;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant I1: an event has no place where a secret could be. */
class NoSecretsTest {

    private static final Pattern SECRET = Pattern.compile(
            "payload|plaintext|ciphertext|password|secret|token|api_?key|material|private_?key|nonce",
            Pattern.CASE_INSENSITIVE);

    private final Contract contract = new Contract();

    @Test
    void hasNoComponentForASecret() {
        Set<String> names = new HashSet<>();
        Samples.leaves(DomainEvent.class).forEach(type -> collect(type, names));

        assertThat(names)
                .hasSizeGreaterThan(50)
                .noneMatch(name -> SECRET.matcher(name).find());
    }

    @Test
    void hasNoComponentOfBytes() {
        Set<Class<?>> seen = new HashSet<>();
        Samples.leaves(DomainEvent.class).forEach(type -> seen.addAll(types(type)));

        assertThat(seen).doesNotContain(byte[].class, char[].class, Object.class);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void hasNoFieldForASecretInItsSchemaOrSample(Sample sample) throws IOException {
        JsonNode schema = Samples.JSON.readTree(Samples.resource(contract.schemaFile(sample.type())));
        Set<String> names = new HashSet<>();
        properties(schema, names);
        fields(sample.data(), names);

        assertThat(names).noneMatch(name -> SECRET.matcher(name).find());
    }

    /** The two open maps of a record of activity are where one could slip in. */
    @ParameterizedTest
    @ValueSource(strings = {"plaintext", "keyMaterial", "refreshToken", "apikey", "wrappedPayload", "clientSecret"})
    void refusesASecretAmongTheDataOfAnActivity(String name) {
        String activity = Samples.of(ActivityRecord.TYPE).data().toString().replace("\"keyType\"", "\"" + name + "\"");

        assertThat(contract.payloadSchema(ActivityRecord.TYPE).validate(activity, InputFormat.JSON))
                .isNotEmpty();
    }

    private static void collect(Class<?> type, Set<String> names) {
        for (RecordComponent component : type.getRecordComponents()) {
            names.add(type.getSimpleName() + "." + component.getName());
        }
        types(type).stream()
                .filter(nested -> nested.isRecord() && nested != type)
                .forEach(nested -> collect(nested, names));
    }

    /** Types of all components, the elements of lists included. */
    private static Set<Class<?>> types(Class<?> record) {
        Set<Class<?>> types = new HashSet<>();
        for (RecordComponent component : record.getRecordComponents()) {
            Type type = component.getGenericType();
            if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
                type = list.getActualTypeArguments()[0];
            }
            if (type instanceof Class<?> plain) {
                types.add(plain);
            }
        }
        return types;
    }

    private static void properties(JsonNode schema, Set<String> names) {
        schema.findValues("properties").forEach(found -> found.fieldNames().forEachRemaining(names::add));
    }

    private static void fields(JsonNode data, Set<String> names) {
        data.properties().forEach(entry -> {
            names.add(entry.getKey());
            fields(entry.getValue(), names);
        });
    }

    static List<Sample> samples() {
        return Samples.all();
    }
}
