package io.claviger.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The contract files as the tests read them, and every type the code knows. */
final class Samples {

    static final JsonMapper JSON = new JsonMapper();

    /** Type to record, from the code alone, so that a new type without its files is noticed. */
    static final Map<String, Class<? extends DomainEvent>> TYPES = types();

    private Samples() {}

    /** One golden sample. */
    record Sample(String type, JsonNode json) {

        Class<? extends DomainEvent> eventClass() {
            return Objects.requireNonNull(TYPES.get(type), type);
        }

        Map<String, String> headers() {
            Map<String, String> headers = new LinkedHashMap<>();
            json.get("headers")
                    .properties()
                    .forEach(entry ->
                            headers.put(entry.getKey(), entry.getValue().textValue()));
            return headers;
        }

        JsonNode data() {
            return json.get("data");
        }

        byte[] bytes() {
            return data().toString().getBytes(StandardCharsets.UTF_8);
        }

        DomainEvent event() {
            return EventCodec.decode(type, bytes());
        }

        @Override
        public String toString() {
            return type;
        }
    }

    static List<Sample> all() {
        return new TreeSet<>(TYPES.keySet()).stream().map(Samples::of).toList();
    }

    static Sample of(String type) {
        try {
            return new Sample(type, JSON.readTree(resource("samples/" + type + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException("the sample of " + type, e);
        }
    }

    static byte[] resource(String path) {
        try (InputStream in = Samples.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new AssertionError("there is no file " + path + " beside the event types");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    private static Map<String, Class<? extends DomainEvent>> types() {
        Map<String, Class<? extends DomainEvent>> types = new LinkedHashMap<>();
        KeyEvent.BY_TYPE.forEach(
                (type, make) -> types.put(type, make.apply(SampleKeys.ACTIVE).getClass()));
        types.putAll(ClusterEvent.BY_TYPE);
        types.putAll(WorkerEvent.BY_TYPE);
        types.put(Watermark.TYPE, Watermark.class);
        types.put(KeyAcknowledged.TYPE, KeyAcknowledged.class);
        types.put(ActivityRecord.TYPE, ActivityRecord.class);
        return types;
    }

    /** Every record that the sealed interfaces permit, at any depth. */
    static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(Samples::leaves) : Stream.of(type);
    }
}
