package io.claviger.masters.kubernetes.store;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.Ending;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.sql.Sql;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Whether a namespace is there, and whether it stays. */
final class Namespaces {

    private Namespaces() {}

    static Optional<Ending> find(Sql sql, ClusterId cluster, String name) {
        return sql.first(
                "select held, deletion_at from kube_object where cluster_id = ? and kind = ? and namespace = '' and name = ?",
                row -> {
                    OffsetDateTime since = row.getObject(2, OffsetDateTime.class);
                    return new Ending(row.getBoolean(1), since == null ? null : since.toInstant());
                },
                cluster.value(),
                ObjectKind.NAMESPACE.kind(),
                name);
    }
}
