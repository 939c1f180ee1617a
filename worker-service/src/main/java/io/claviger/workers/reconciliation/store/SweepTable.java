package io.claviger.workers.reconciliation.store;

import io.claviger.workers.sql.Sql;
import io.claviger.workers.sql.StoreException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far the comparison with the list of clusters has come: one row, whichever replica is at it. */
@Startup
@ApplicationScoped
public class SweepTable {

    private final Sql sql;

    public SweepTable(Sql sql, MeterRegistry meters) {
        this.sql = sql;
        meters.gauge("claviger.workers.clusters.compared.age.seconds", this, SweepTable::age);
    }

    /** @param after behind which the next page begins; empty at the beginning */
    public record Sweep(String after, long claim) {}

    /** The next page, when it is due; nobody else gets it until the lease ends. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public Optional<Sweep> claim(Duration lease) {
        return sql.first(
                "update cluster_sweep set claim = claim + 1, due_at = now() + ? * interval '1 millisecond'"
                        + " where due_at <= now() returning after_id, claim",
                row -> new Sweep(row.text("after_id"), row.number("claim")),
                lease.toMillis());
    }

    /** Nothing was learnt. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void retry(Sweep sweep, Duration pause) {
        sql.update(
                "update cluster_sweep set due_at = now() + ? * interval '1 millisecond' where claim = ?",
                pause.toMillis(),
                sweep.claim());
    }

    /** @param next where it goes on at once; null at the end, from which on {@code pause} counts */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void progress(Sweep sweep, @Nullable String next, Duration pause) {
        sql.update(
                "update cluster_sweep set after_id = ?, due_at = now() + ? * interval '1 millisecond',"
                        + " compared_at = case when ? then now() else compared_at end where claim = ?",
                next == null ? "" : next,
                next == null ? pause.toMillis() : 0L,
                next == null,
                sweep.claim());
    }

    /** Seconds since all clusters were compared. */
    private double age() {
        try {
            return sql.first(
                            "select extract(epoch from now() - compared_at)::bigint as n from cluster_sweep",
                            row -> row.number("n"))
                    .orElse(0L);
        } catch (StoreException e) {
            return Double.NaN;
        }
    }
}
