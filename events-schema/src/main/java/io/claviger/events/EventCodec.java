package io.claviger.events;

import static com.fasterxml.jackson.databind.cfg.CoercionAction.Fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Events to bytes and back. Unknown fields are ignored, so that a newer producer may add some; unknown types are unreadable,
 * so that nobody acts on what they do not understand.
 */
public final class EventCodec {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, Fail)
                            .setCoercion(CoercionInputShape.Float, Fail)
                            .setCoercion(CoercionInputShape.Boolean, Fail))
            .annotationIntrospector(new RequiredUnlessNullable())
            .build();

    private EventCodec() {}

    public static byte[] data(DomainEvent event) {
        try {
            return JSON.writeValueAsBytes(event.data());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event " + event.type() + " cannot be written as JSON", e);
        }
    }

    /** Reads the data of an event of the given CloudEvents type. */
    public static DomainEvent decode(String type, byte @Nullable [] data) {
        if (data == null || data.length == 0) {
            throw new UnreadableEventException("event of type " + type + " has no data");
        }
        if (KeyEvent.BY_TYPE.containsKey(type)) {
            KeyEvent event = KeyEvent.of(type, read(type, data, KeySnapshot.class));
            if (event != null) {
                return event;
            }
        }
        Class<? extends DomainEvent> record = recordOf(type);
        if (record == null) {
            throw new UnreadableEventException("event type " + type + " is not known");
        }
        return read(type, data, record);
    }

    private static @Nullable Class<? extends DomainEvent> recordOf(String type) {
        return switch (type) {
            case Watermark.TYPE -> Watermark.class;
            case KeyAcknowledged.TYPE -> KeyAcknowledged.class;
            case ActivityRecord.TYPE -> ActivityRecord.class;
            default -> {
                Class<? extends DomainEvent> cluster = ClusterEvent.BY_TYPE.get(type);
                yield cluster != null ? cluster : WorkerEvent.BY_TYPE.get(type);
            }
        };
    }

    private static <T> T read(String type, byte[] data, Class<T> record) {
        try {
            T value = JSON.readValue(data, record);
            if (value == null) {
                throw new UnreadableEventException("data of event type " + type + " is null");
            }
            return value;
        } catch (ValueInstantiationException e) {
            // The records' own messages name the component and never quote more than a number.
            throw new UnreadableEventException(
                    "data of event type " + type + " contradicts itself: " + e.getOriginalMessage());
        } catch (MismatchedInputException e) {
            throw new UnreadableEventException(
                    "data of event type " + type + ": " + place(e) + " is missing, null or of the wrong form");
        } catch (IOException e) {
            // Jackson's message can quote the data.
            throw new UnreadableEventException(
                    "data of event type " + type + " is not JSON, or has a number that is too large");
        }
    }

    /** Names of fields only, never values. */
    private static String place(MismatchedInputException failure) {
        String path = failure.getPath().stream()
                .map(step -> step.getFieldName() != null ? step.getFieldName() : String.valueOf(step.getIndex()))
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "the data" : "the field " + path;
    }
}
