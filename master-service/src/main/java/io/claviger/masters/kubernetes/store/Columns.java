package io.claviger.masters.kubernetes.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.masters.kubernetes.Ending;
import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.ObjectRow;
import io.claviger.masters.kubernetes.Sealed;
import io.claviger.masters.kubernetes.StoredObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;

/** Rows of {@code kube_object} as values. */
final class Columns {

    static final String ALL =
            "namespace, name, uid, resource_version, created_at, labels::text, type, body, data_key_id, held, deletion_at";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private Columns() {}

    static StoredObject read(ObjectKind kind, ResultSet row) throws SQLException {
        ObjectAddress address = new ObjectAddress(kind, row.getString(1), row.getString(2));
        OffsetDateTime deletionAt = row.getObject(11, OffsetDateTime.class);
        ObjectRow object = new ObjectRow(
                address,
                row.getObject(3, UUID.class),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                labels(row.getString(6)),
                row.getString(7),
                new Ending(row.getBoolean(10), deletionAt == null ? null : deletionAt.toInstant()),
                new Sealed(row.getBytes(8), row.getObject(9, UUID.class)));
        return new StoredObject(object, row.getLong(4));
    }

    static String json(Map<String, String> labels) {
        try {
            return JSON.writeValueAsString(labels);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a map of texts cannot be written", impossible);
        }
    }

    static Map<String, String> labels(String json) {
        try {
            return JSON.readValue(json, LABELS);
        } catch (JsonProcessingException broken) {
            // Without the cause: Jackson quotes the text it stumbled over.
            throw new IllegalStateException("the labels of a stored object are not JSON");
        }
    }
}
