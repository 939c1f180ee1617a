package io.claviger.masters.kubernetes;

import io.claviger.masters.kubernetes.object.KubeObject;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * An object as the store holds it. Only what lists select by stands beside the sealed body.
 *
 * @param type of a secret; empty for other kinds
 * @param ending whether somebody must let go of it before it is gone
 */
public record ObjectRow(
        ObjectAddress address,
        UUID uid,
        Instant createdAt,
        Map<String, String> labels,
        String type,
        Ending ending,
        Sealed sealed) {

    public ObjectRow {
        labels = Map.copyOf(labels);
    }

    /** Of an admitted object: it has uid and creation time. */
    public static ObjectRow of(KubeObject object, Sealed sealed) {
        return new ObjectRow(
                new ObjectAddress(object.kind(), object.namespace(), object.name()),
                UUID.fromString(object.uid()),
                Instant.parse(object.metadata().path("creationTimestamp").asText()),
                object.labels(),
                object.type(),
                Ending.of(object),
                sealed);
    }

    public ObjectPath path() {
        return new ObjectPath(address.namespace(), address.name(), uid);
    }
}
