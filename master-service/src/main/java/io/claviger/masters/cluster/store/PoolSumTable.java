package io.claviger.masters.cluster.store;

import io.claviger.events.PoolSnapshot;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** Takes pools' sums in, each only when it is newer than what is known (I3), and tells when the cluster's health follows. */
@ApplicationScoped
public class PoolSumTable {

    private static final String UPSERT = """
            insert into pool_sum as p (cluster_id, pool_id, workers, normal, ever_normal, revision) values (?, ?, ?, ?, ?, ?)
            on conflict (cluster_id, pool_id) do update
               set workers = excluded.workers, normal = excluded.normal, revision = excluded.revision,
                   ever_normal = greatest(p.ever_normal, excluded.ever_normal)
             where p.revision < excluded.revision
            """;

    private final Sql sql;
    private final ClusterEvents events;

    public PoolSumTable(Sql sql, ClusterEvents events) {
        this.sql = sql;
        this.events = events;
    }

    @Transactional(TxType.MANDATORY)
    public void apply(PoolSnapshot pool) {
        put(pool, pool.workers(), pool.normal());
    }

    /** The pool is gone: nothing is left of it but the revision that keeps older events out. */
    @Transactional(TxType.MANDATORY)
    public void remove(PoolSnapshot pool) {
        put(pool, 0, 0);
    }

    private void put(PoolSnapshot pool, int workers, int normal) {
        // Cluster first, sums second: the order in which every writer takes its locks.
        boolean known = sql.first(
                        "select life_cycle from cluster where id = ? for update",
                        row -> row.getString(1),
                        pool.clusterId())
                .isPresent();
        int changed = sql.update(
                UPSERT, pool.clusterId(), pool.poolId(), workers, normal, pool.everNormal(), pool.revision());
        if (known && changed > 0) {
            events.publishIfChanged(new ClusterId(pool.clusterId()), null);
        }
    }
}
