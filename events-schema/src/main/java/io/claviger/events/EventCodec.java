package io.claviger.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
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
            throw new UnreadableEventException(
                    "data of event type " + type + " is incomplete: " + e.getOriginalMessage());
        } catch (IOException e) {
            // The original message can quote the data; the position is enough to find it.
            throw new UnreadableEventException("data of event type " + type + " is not the JSON it should be");
        }
    }
}
