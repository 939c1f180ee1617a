package io.claviger.masters.support;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.Ending;
import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.ObjectRow;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.SecretSealing;
import io.claviger.masters.kubernetes.SecretSealing.Session;
import io.claviger.masters.kubernetes.StoredObject;
import io.claviger.masters.kubernetes.WriteOutcome;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Secrets of a cluster without the Kubernetes API in between: through the same seal, into the same store. */
@ApplicationScoped
public class StoredSecrets {

    private final ObjectStore store;
    private final SecretSealing sealing;
    private final Sql sql;

    public StoredSecrets(ObjectStore store, SecretSealing sealing, Sql sql) {
        this.store = store;
        this.sealing = sealing;
        this.sql = sql;
    }

    public void write(String cluster, String name, String content) {
        ClusterId id = new ClusterId(cluster);
        ObjectAddress address = new ObjectAddress(ObjectKind.SECRET, "default", name);
        try (Session session = sealing.session(id)) {
            UUID uid = UUID.randomUUID();
            ObjectRow unsealed = new ObjectRow(
                    address,
                    uid,
                    Instant.now(),
                    Map.of(),
                    "Opaque",
                    Ending.NONE,
                    new io.claviger.masters.kubernetes.Sealed(new byte[0], null));
            ObjectRow row = new ObjectRow(
                    address,
                    uid,
                    unsealed.createdAt(),
                    Map.of(),
                    "Opaque",
                    Ending.NONE,
                    session.seal(unsealed.path(), content.getBytes(StandardCharsets.UTF_8)));
            WriteOutcome outcome = QuarkusTransaction.requiringNew().call(() -> store.create(id, row));
            if (!(outcome instanceof WriteOutcome.Written)) {
                throw new IllegalStateException("not written: " + outcome);
            }
        }
    }

    public void delete(String cluster, String name) {
        QuarkusTransaction.requiringNew()
                .run(() -> store.delete(
                        new ClusterId(cluster),
                        new ObjectAddress(ObjectKind.SECRET, "default", name),
                        "",
                        "",
                        Instant.now()));
    }

    /** As a thief of the database who writes would do it. */
    public void tamper(String cluster, String name) {
        sql.update(
                "update kube_object set body = set_byte(body, length(body) - 1, get_byte(body, length(body) - 1) # 1)"
                        + " where cluster_id = ? and name = ?",
                cluster,
                name);
    }

    public String read(String cluster, String name) {
        ClusterId id = new ClusterId(cluster);
        try (Session session = sealing.session(id)) {
            StoredObject found = QuarkusTransaction.requiringNew()
                    .call(() -> store.find(id, new ObjectAddress(ObjectKind.SECRET, "default", name)))
                    .orElseThrow();
            return new String(
                    session.open(
                            found.row().path(),
                            found.row().sealed().dataKeyId(),
                            found.row().sealed().body()),
                    StandardCharsets.UTF_8);
        }
    }

    /** The bytes as a thief of the database would see them, taken for text. */
    public List<String> raw(String cluster) {
        return sql.list(
                "select body from kube_object where cluster_id = ? and kind = 'Secret'",
                row -> new String(row.getBytes(1), StandardCharsets.ISO_8859_1),
                cluster);
    }

    /** The same of what is no secret and under no data key. */
    public List<String> readable(String cluster) {
        return sql.list(
                "select body from kube_object where cluster_id = ? and kind <> 'Secret' and data_key_id is null",
                row -> new String(row.getBytes(1), StandardCharsets.UTF_8),
                cluster);
    }

    /** The data key of each secret's row; null for a row in clear. */
    public List<@Nullable String> dataKeysOfRows(String cluster) {
        return sql.list(
                "select data_key_id::text from kube_object where cluster_id = ? and kind = 'Secret'",
                row -> row.getString(1),
                cluster);
    }

    public List<@Nullable String> keyVersions(String cluster) {
        return sql.list(
                "select key_version_id from data_key where cluster_id = ? order by created_at",
                row -> row.getString(1),
                cluster);
    }
}
