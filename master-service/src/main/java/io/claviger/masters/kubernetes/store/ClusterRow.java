package io.claviger.masters.kubernetes.store;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The locked row of a cluster: whoever holds it is the only writer of that cluster until its transaction ends. */
record ClusterRow(
        ClusterId cluster, long resourceVersion, @Nullable UUID writeDataKeyId, boolean holdsClear) {

    private static final String LOCK =
            "select resource_version, write_data_key_id, holds_clear from kube_cluster where cluster_id = ? for update";

    /** Changes that are remembered per cluster. */
    private static final int HISTORY_LIMIT = 5000;

    private static final String NEXT = """
            with forgotten as (delete from kube_change where cluster_id = ? and resource_version <= ?)
            update kube_cluster set resource_version = ? where cluster_id = ?
            """;

    private static final String NONE_IN_CLEAR = """
            update kube_cluster k set holds_clear = false
             where k.cluster_id = ? and k.holds_clear and k.write_data_key_id is not null
               and not exists (select 1 from kube_object o
                                where o.cluster_id = k.cluster_id and o.kind = 'Secret' and o.data_key_id is null)
            """;

    static ClusterRow lock(Sql sql, ClusterId cluster) {
        return sql.first(
                        LOCK,
                        row -> new ClusterRow(cluster, row.getLong(1), row.getObject(2, UUID.class), row.getBoolean(3)),
                        cluster.value())
                .orElseThrow(() -> new IllegalStateException("cluster " + cluster + " has no Kubernetes API"));
    }

    /** From here on, if the cluster has a data key and no secret in clear, there can be none again. */
    static void noteIfNoneInClear(Sql sql, ClusterId cluster) {
        sql.update(NONE_IN_CLEAR, cluster.value());
    }

    /** Gives out the next versions, and forgets the changes that are too many behind the newest. */
    long next(Sql sql, int versions) {
        long newest = resourceVersion + versions;
        sql.update(NEXT, cluster.value(), newest - HISTORY_LIMIT, newest, cluster.value());
        if (holdsClear && writeDataKeyId != null) {
            noteIfNoneInClear(sql, cluster);
        }
        return newest;
    }
}
