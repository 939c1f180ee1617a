package io.claviger.masters.kubernetes.store;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The locked row of a cluster: whoever holds it is the only writer of that cluster until its transaction ends. */
record ClusterRow(
        ClusterId cluster, long resourceVersion, @Nullable UUID writeDataKeyId) {

    private static final String LOCK =
            "select resource_version, write_data_key_id from kube_cluster where cluster_id = ? for update";

    static ClusterRow lock(Sql sql, ClusterId cluster) {
        return sql.first(
                        LOCK,
                        row -> new ClusterRow(cluster, row.getLong(1), row.getObject(2, UUID.class)),
                        cluster.value())
                .orElseThrow(() -> new IllegalStateException("cluster " + cluster + " has no Kubernetes API"));
    }

    /** Gives out the next version. */
    long next(Sql sql) {
        sql.update(
                "update kube_cluster set resource_version = ? where cluster_id = ?",
                resourceVersion + 1,
                cluster.value());
        return resourceVersion + 1;
    }
}
