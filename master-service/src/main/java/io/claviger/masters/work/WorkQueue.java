package io.claviger.masters.work;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.work.MasterWork.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Store of the open work. */
@ApplicationScoped
public class WorkQueue {

    private final Sql sql;
    private final Clock clock;

    public WorkQueue(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** @param number grows with every claim; a worker may only write under the newest */
    public record Claim(UUID id, ClusterId cluster, Kind kind, int attempts, long number) {}

    @Transactional(TxType.MANDATORY)
    public void open(UUID id, ClusterId cluster, Kind kind) {
        sql.update(
                "insert into master_work (id, cluster_id, kind, not_before, created_at) values (?, ?, ?, ?, ?)",
                id,
                cluster.value(),
                kind.name(),
                clock.instant(),
                clock.instant());
    }

    /**
     * Claims the work that has been due longest. The claim is a lease: no row stays locked while key-service is asked, and a
     * worker that was killed gives its claim up when the lease ends.
     */
    @Transactional(TxType.REQUIRES_NEW)
    public Optional<Claim> claim(Duration lease) {
        return sql.first(
                """
                update master_work set claim = claim + 1, not_before = ?
                 where id = (select id from master_work where not_before <= ? order by not_before, id limit 1
                                for update skip locked)
                returning id, cluster_id, kind, attempts, claim
                """,
                row -> new Claim(
                        row.getObject(1, UUID.class),
                        new ClusterId(row.getString(2)),
                        Kind.valueOf(row.getString(3)),
                        row.getInt(4),
                        row.getLong(5)),
                clock.instant().plus(lease),
                clock.instant());
    }

    /** Locks the claim for the caller's transaction. */
    @Transactional(TxType.MANDATORY)
    public void hold(Claim claim) {
        boolean held = sql.first(
                        "select 1 from master_work where id = ? and claim = ? for update",
                        row -> row.getInt(1),
                        claim.id(),
                        claim.number())
                .isPresent();
        if (!held) {
            throw new ClaimLostException(claim);
        }
    }

    /** Ends the work with the caller's commit. */
    @Transactional(TxType.MANDATORY)
    public void close(Claim claim) {
        sql.update("delete from master_work where id = ?", claim.id());
    }

    /** Takes back work on a cluster that nobody wants any more; a worker that is at it loses its claim. */
    @Transactional(TxType.MANDATORY)
    public void cancel(ClusterId cluster) {
        sql.update("delete from master_work where cluster_id = ?", cluster.value());
    }

    @Transactional(TxType.REQUIRES_NEW)
    void goOn(Claim claim) {
        sql.update(
                "update master_work set attempts = 0, not_before = ? where id = ? and claim = ?",
                clock.instant(),
                claim.id(),
                claim.number());
    }

    @Transactional(TxType.REQUIRES_NEW)
    void putOff(Claim claim, Duration pause) {
        sql.update(
                "update master_work set attempts = attempts + 1, not_before = ? where id = ? and claim = ?",
                clock.instant().plus(pause),
                claim.id(),
                claim.number());
    }

    /** Something came that waiting work may have waited for. */
    @Transactional
    public void hasten(List<ClusterId> clusters) {
        for (ClusterId cluster : clusters) {
            sql.update(
                    // A row that is held belongs to a worker who is at it, and who may be waiting for what the caller
                    // holds.
                    "update master_work set not_before = ? where id in (select id from master_work"
                            + " where cluster_id = ? and attempts > 0 for update skip locked)",
                    clock.instant(),
                    cluster.value());
        }
    }
}
