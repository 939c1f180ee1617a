package io.claviger.masters.enablement.store;

import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.SecretRewrites.Progress;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Store of enablements. */
@ApplicationScoped
public class Enablements {

    private static final String SELECT = """
            select id, cluster_id, key_crn, former_key_crn, kms_account_id, kms_private, registers, phase, data_key_id, failure,
                   requested_at, traceparent, correlation_id
              from enablement
            """;

    private final Sql sql;
    private final Clock clock;

    public Enablements(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    @Transactional(TxType.MANDATORY)
    public void insert(Enablement enablement) {
        sql.update(
                "insert into enablement (id, cluster_id, key_crn, former_key_crn, kms_account_id, kms_private, registers, phase,"
                        + " requested_at, updated_at, traceparent, correlation_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                enablement.id(),
                enablement.cluster().value(),
                enablement.keyCrn(),
                enablement.formerKeyCrn(),
                enablement.accountId(),
                enablement.privateEndpoint(),
                enablement.registers(),
                enablement.phase().name(),
                enablement.requestedAt(),
                enablement.requestedAt(),
                enablement.traceparent(),
                enablement.correlationId());
    }

    public Optional<Enablement> find(UUID id) {
        return sql.first(SELECT + " where id = ?", Enablements::read, id);
    }

    /** The one that has not ended; there is at most one. */
    public Optional<Enablement> running(ClusterId cluster) {
        return sql.first(
                SELECT + " where cluster_id = ? and phase not in ('READY', 'FAILED')",
                Enablements::read,
                cluster.value());
    }

    /** Clusters whose running enablement leads to this key, or away from it. */
    public List<ClusterId> runningUnder(String keyCrn) {
        return sql.list(
                "select cluster_id from enablement where phase not in ('READY', 'FAILED') and (key_crn = ? or former_key_crn = ?)",
                row -> new ClusterId(row.getString(1)),
                keyCrn,
                keyCrn);
    }

    /** Every root key that the cluster has ever registered with, whatever came of it. */
    public List<String> registeredWith(ClusterId cluster) {
        return sql.list(
                "select distinct key_crn from enablement where cluster_id = ? and registers order by key_crn",
                row -> row.getString(1),
                cluster.value());
    }

    /** When it last came any further. */
    public Instant movedAt(UUID id) {
        return sql.first("select updated_at from enablement where id = ?", row -> Sql.instant(row, "updated_at"), id)
                .orElseThrow();
    }

    @Transactional(TxType.MANDATORY)
    public void advance(UUID id, Phase phase) {
        Instant now = clock.instant();
        sql.update(
                "update enablement set phase = ?, updated_at = ?, rewriting_since = coalesce(rewriting_since, ?) where id = ?",
                phase.name(),
                now,
                phase == Phase.REWRITING ? now : null,
                id);
    }

    @Transactional(TxType.MANDATORY)
    public void wrapped(UUID id, UUID dataKeyId) {
        sql.update("update enablement set data_key_id = ? where id = ?", dataKeyId, id);
        advance(id, Phase.WRAPPED);
    }

    @Transactional(TxType.MANDATORY)
    public void failing(UUID id, String reason) {
        sql.update("update enablement set failure = ? where id = ?", reason, id);
        advance(id, Phase.FAILING);
    }

    @Transactional(TxType.MANDATORY)
    public void progress(UUID id, Progress progress) {
        sql.update(
                "update enablement set secrets_total = ?, secrets_left = ?, updated_at = ? where id = ?",
                progress.total(),
                progress.remaining(),
                clock.instant(),
                id);
    }

    /** By so many, without counting what is left: secrets that came or went since the last count are not in it. */
    @Transactional(TxType.MANDATORY)
    public void progressed(UUID id, int done) {
        sql.update(
                "update enablement set secrets_left = greatest(secrets_left - ?, 0), updated_at = ? where id = ?",
                done,
                clock.instant(),
                id);
    }

    private static Enablement read(ResultSet row) throws SQLException {
        return new Enablement(
                row.getObject(1, UUID.class),
                new ClusterId(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getBoolean(6),
                row.getBoolean(7),
                Phase.valueOf(row.getString(8)),
                row.getObject(9, UUID.class),
                row.getString(10),
                Sql.instant(row, "requested_at"),
                row.getString(12),
                row.getString(13));
    }
}
