package io.claviger.masters.enablement.store;

import io.claviger.masters.enablement.LeftRegistration;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Store of registrations that are still to be taken back. Those who leave one hold the lock of its cluster. */
@ApplicationScoped
public class LeftRegistrations {

    private final Sql sql;
    private final Clock clock;

    public LeftRegistrations(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** From the caller's commit on the KMS is asked until it has taken it back. @param reason why it still stands */
    @Transactional(TxType.MANDATORY)
    public void leave(ClusterId cluster, String keyCrn, String reason) {
        Instant now = clock.instant();
        sql.update(
                "insert into left_registration as l (cluster_id, key_crn, left_since, reason, not_before) values (?, ?, ?, ?, ?)"
                        + " on conflict (cluster_id, key_crn) do update set not_before = excluded.not_before"
                        + " where l.claimed_until is null",
                cluster.value(),
                keyCrn,
                now,
                reason,
                now);
    }

    /**
     * Claims the one that has been due longest; the claim is a lease.
     *
     * @param cluster absent for any
     */
    @Transactional(TxType.REQUIRES_NEW)
    public Optional<LeftRegistration> claim(@Nullable ClusterId cluster, Duration lease) {
        Instant now = clock.instant();
        return sql.first(
                """
                update left_registration l
                   set claim = claim + 1, attempts = attempts + 1, claimed_until = ?, not_before = ?
                  from cluster c
                 where c.id = l.cluster_id
                   and (l.cluster_id, l.key_crn) = (select cluster_id, key_crn from left_registration
                                                     where not_before <= ? and cluster_id = coalesce(?, cluster_id)
                                                     order by not_before, cluster_id, key_crn limit 1 for update skip locked)
                returning l.cluster_id, c.crn, l.key_crn, l.attempts, l.claim
                """,
                LeftRegistrations::read,
                now.plus(lease),
                now.plus(lease),
                now,
                cluster == null ? null : cluster.value());
    }

    /** The KMS has taken it back. Answers whether the claim still held. */
    @Transactional(TxType.MANDATORY)
    public boolean settle(LeftRegistration gone) {
        return sql.update(
                        "delete from left_registration where cluster_id = ? and key_crn = ? and claim = ?",
                        gone.cluster().value(),
                        gone.keyCrn(),
                        gone.claim())
                == 1;
    }

    @Transactional(TxType.REQUIRES_NEW)
    public void putOff(LeftRegistration standing, String reason) {
        sql.update(
                "update left_registration set reason = ?, not_before = ?, claimed_until = null"
                        + " where cluster_id = ? and key_crn = ? and claim = ?",
                reason,
                clock.instant().plus(standing.pause()),
                standing.cluster().value(),
                standing.keyCrn(),
                standing.claim());
    }

    /** The cluster wants it after all. False while somebody is at taking it back. */
    @Transactional(TxType.MANDATORY)
    public boolean keep(ClusterId cluster, String keyCrn) {
        sql.update(
                "delete from left_registration where cluster_id = ? and key_crn = ?"
                        + " and (claimed_until is null or claimed_until < ?)",
                cluster.value(),
                keyCrn,
                clock.instant());
        return sql.first(
                        "select 1 from left_registration where cluster_id = ? and key_crn = ?",
                        row -> row.getInt(1),
                        cluster.value(),
                        keyCrn)
                .isEmpty();
    }

    public long count() {
        return sql.list("select count(*) from left_registration", row -> row.getLong(1))
                .getFirst();
    }

    private static LeftRegistration read(ResultSet row) throws SQLException {
        return new LeftRegistration(
                new ClusterId(row.getString(1)), row.getString(2), row.getString(3), row.getInt(4), row.getLong(5));
    }
}
