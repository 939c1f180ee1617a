package io.claviger.keys.coherence.store;

import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Which replicas have not yet seen what is committed. */
@ApplicationScoped
public class BehindStore {

    private final Sql sql;

    public BehindStore(Sql sql) {
        this.sql = sql;
    }

    /** @param renewals grows with every sign of life */
    public record Behind(UUID replica, long renewals, Duration lease) {}

    /** What is committed now, in PostgreSQL's notation of a snapshot. */
    public String committed() {
        return sql.first("select pg_current_snapshot()::text", row -> row.getString(1))
                .orElseThrow();
    }

    /** Those that have not seen all of {@code committed}; what came later is for others to wait for. */
    public List<Behind> behind(String committed) {
        return sql.list(
                """
                select r.id, r.renewals, r.lease_ms
                  from key_cache_replica r
                 where exists (select 1 from key_cache_change c
                                where c.xid >= pg_snapshot_xmin(r.seen) and not pg_visible_in_snapshot(c.xid, r.seen)
                                  and pg_visible_in_snapshot(c.xid, ?::pg_snapshot))
                """,
                row -> new Behind(row.getObject(1, UUID.class), row.getLong(2), Duration.ofMillis(row.getLong(3))),
                committed);
    }

    /** Gives a replica up unless it shows itself before this is done: it finds out with its next renewal. */
    public boolean giveUp(Behind silent) {
        return sql.write(
                        "delete from key_cache_replica where id = ? and renewals = ?",
                        silent.replica(),
                        silent.renewals())
                == 1;
    }
}
