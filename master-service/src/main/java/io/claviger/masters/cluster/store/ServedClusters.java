package io.claviger.masters.cluster.store;

import io.claviger.masters.kubernetes.ClusterAccess;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.version.ClusterVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** A cluster has a Kubernetes API from the end of its deployment to the beginning of its deletion. */
@ApplicationScoped
public class ServedClusters implements ClusterAccess {

    private final Sql sql;

    public ServedClusters(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<ServedCluster> find(ClusterId cluster) {
        return sql.first(
                "select account_id, crn, version from cluster where id = ? and life_cycle = 'DEPLOYED'",
                row -> new ServedCluster(
                        cluster,
                        row.getString(1),
                        row.getString(2),
                        ClusterVersion.of(row.getString(3)).openshift()),
                cluster.value());
    }
}
