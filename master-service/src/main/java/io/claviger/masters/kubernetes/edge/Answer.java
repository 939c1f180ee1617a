package io.claviger.masters.kubernetes.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.status.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What goes back.
 *
 * @param json null for an empty body
 * @param warnings for people, beside a success
 * @param stream what follows piece by piece instead; null for an answer that is whole
 */
record Answer(
        int status,
        String mediaType,
        @Nullable ObjectNode json,
        List<String> warnings,
        @Nullable Stream stream,
        Map<String, String> headers) {

    static final String JSON = "application/json";

    /** An answer that goes on until its end, or until the client is gone. */
    @FunctionalInterface
    interface Stream {
        /** @param onStart is given what is to be run when the client is gone */
        void write(OutputStream out, Consumer<Runnable> onStart) throws IOException;
    }

    Answer(int status, String mediaType, @Nullable ObjectNode json, List<String> warnings) {
        this(status, mediaType, json, warnings, null, Map.of());
    }

    static Answer ok(ObjectNode json) {
        return new Answer(200, JSON, json, List.of());
    }

    /** It is under way. */
    Answer accepted() {
        return new Answer(202, mediaType, json, warnings, stream, headers);
    }

    static Answer created(ObjectNode json) {
        return new Answer(201, JSON, json, List.of());
    }

    static Answer streamed(Stream stream) {
        return new Answer(200, JSON, null, List.of(), stream, Map.of());
    }

    static Answer refused(Status status) {
        return new Answer(status.reason().code(), JSON, status.json(), List.of());
    }

    Answer warning(List<String> lines) {
        return new Answer(status, mediaType, json, lines, stream, headers);
    }

    Answer with(Map<String, String> more) {
        return new Answer(status, mediaType, json, warnings, stream, more);
    }
}
