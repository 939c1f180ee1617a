package io.claviger.masters.ownport;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which cluster has which port; the same in every replica, and after a restart. */
@ApplicationScoped
public class PortTable {

    private final Sql sql;

    public PortTable(Sql sql) {
        this.sql = sql;
    }

    /** @param awaySince since when a root key that secrets of the cluster hang from is not usable; empty while all are */
    record Assigned(ClusterId cluster, int port, Optional<Instant> awaySince) {}

    /** Takes ports back from clusters that are gone, then gives one to each that has none, as long as there are some. */
    @Transactional
    public void assign(int first, int last) {
        sql.update("delete from cluster_port p using cluster c where c.id = p.cluster_id and c.life_cycle = 'DELETED'");
        sql.update("""
                insert into cluster_port (cluster_id, port)
                select c.id, f.port
                  from (select id, row_number() over (order by created_at, id) as n from cluster
                         where life_cycle = 'DEPLOYED' and id not in (select cluster_id from cluster_port)) c
                  join (select port, row_number() over (order by port) as n from generate_series(?, ?) port
                         where port not in (select port from cluster_port)) f on f.n = c.n
                on conflict do nothing
                """, first, last);
    }

    List<Assigned> all() {
        return sql.list(
                """
                select c.id, p.port,
                       (select min(k.state_since) from data_key d join bound_key k on k.crn = d.key_crn
                         where d.cluster_id = c.id and d.state <> 'PENDING' and k.availability <> 'AVAILABLE') as away_since
                  from cluster_port p join cluster c on c.id = p.cluster_id
                 where c.life_cycle = 'DEPLOYED'
                """,
                row -> new Assigned(
                        new ClusterId(row.getString(1)),
                        row.getInt(2),
                        Optional.ofNullable(Sql.instantOrNull(row, "away_since"))));
    }
}
