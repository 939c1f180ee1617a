package io.claviger.masters.kubernetes.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.status.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes back.
 *
 * @param json null for an empty body
 * @param warnings for people, beside a success
 */
record Answer(int status, String mediaType, @Nullable ObjectNode json, List<String> warnings) {

    static final String JSON = "application/json";

    static Answer ok(ObjectNode json) {
        return new Answer(200, JSON, json, List.of());
    }

    static Answer created(ObjectNode json) {
        return new Answer(201, JSON, json, List.of());
    }

    static Answer refused(Status status) {
        return new Answer(status.reason().code(), JSON, status.json(), List.of());
    }

    Answer warning(List<String> lines) {
        return new Answer(status, mediaType, json, lines);
    }
}
