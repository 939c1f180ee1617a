package io.claviger.masters.cluster.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.cluster.EnablementProgress;
import io.claviger.masters.cluster.KeyCondition;
import io.claviger.masters.cluster.KeyStanding;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.cluster.MasterOperation;
import io.claviger.masters.cluster.Ordered;
import io.claviger.masters.cluster.PoolSums;
import io.claviger.masters.cluster.Provider;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.version.ClusterVersion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rows to values. */
final class ClusterRows {

    /**
     * A cluster, its pools' sums, its latest enablement, and of the keys its data keys hang from the one that stands worst:
     * while secrets move from one root key to another the cluster needs both.
     */
    static final String STANDING = """
            select c.*, p.workers, p.normal, p.ever_normal,
                   k.crn as key_crn, k.state as key_state, k.state_since, k.purged, k.restore_expiration_date,
                   k.data_key_version, k.rewrapping, k.wrapped_at,
                   e.id as enablement_id, e.phase, e.enabling_crn, e.secrets_total, e.secrets_left, e.failure,
                   e.requested_at, e.updated_at
              from cluster c
              left join lateral (
                   select coalesce(sum(workers), 0) as workers, coalesce(sum(normal), 0) as normal,
                          coalesce(sum(ever_normal), 0) as ever_normal
                     from pool_sum where cluster_id = c.id) p on true
              left join lateral (
                   select b.crn, b.state, b.state_since, b.purged, b.restore_expiration_date,
                          d.key_version_id as data_key_version, d.wrapped_at,
                          d.follows and d.key_version_id <> b.version_id as rewrapping
                     from data_key d join bound_key b on b.crn = d.key_crn
                    where d.cluster_id = c.id and d.state <> 'PENDING'
                    order by b.purged desc, b.state desc, rewrapping desc, d.created_at desc limit 1) k on true
              left join lateral (
                   select id, phase, key_crn as enabling_crn, secrets_total, secrets_left, failure, requested_at, updated_at
                     from enablement where cluster_id = c.id order by requested_at desc limit 1) e on true
            """;

    private final ObjectMapper json;

    ClusterRows(ObjectMapper json) {
        this.json = json;
    }

    ClusterStanding standing(ResultSet row) throws SQLException {
        String keyCrn = row.getString("key_crn");
        return new ClusterStanding(
                cluster(row),
                keyCrn == null ? new KeyStanding.NoKey() : held(row, keyCrn),
                keyCrn == null ? 1 : row.getInt("key_state"),
                row.getString("data_key_version"),
                new PoolSums(row.getLong("workers"), row.getLong("normal"), row.getLong("ever_normal")),
                progress(row));
    }

    Cluster cluster(ResultSet row) throws SQLException {
        return new Cluster(
                new ClusterId(row.getString("id")),
                row.getString("account_id"),
                row.getString("region"),
                row.getString("name"),
                row.getString("crn"),
                Provider.of(row.getString("provider")),
                ClusterVersion.of(row.getString("version")),
                row.getString("resource_group"),
                Sql.instant(row, "created_at"),
                row.getString("created_by"),
                row.getString("owner_name"),
                ordered(row.getString("ordered")),
                LifeCycle.valueOf(row.getString("life_cycle")),
                Sql.instant(row, "life_cycle_at"),
                operation(row),
                kms(row),
                row.getLong("revision"));
    }

    String write(Ordered ordered) {
        try {
            return json.writeValueAsString(ordered);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an order cannot be written as JSON", e);
        }
    }

    private Ordered ordered(String text) {
        try {
            return json.readValue(text, Ordered.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a cluster row holds an order that is not JSON", e);
        }
    }

    private static MasterOperation operation(ResultSet row) throws SQLException {
        Instant at = Sql.instant(row, "operation_at");
        String kind = row.getString("operation");
        return switch (kind) {
            case "DONE" -> new MasterOperation.Done(at);
            case "ENABLING_KMS" -> new MasterOperation.EnablingKms(at);
            case "ENABLE_FAILED" -> new MasterOperation.EnableFailed(at, row.getString("operation_reason"));
            default -> throw new IllegalStateException("a cluster row has operation " + kind);
        };
    }

    private static @Nullable KmsSetting kms(ResultSet row) throws SQLException {
        String keyCrn = row.getString("kms_key_crn");
        return keyCrn == null
                ? null
                : new KmsSetting(
                        keyCrn,
                        row.getString("kms_account_id"),
                        row.getBoolean("kms_private"),
                        row.getBoolean("kms_registered"),
                        Sql.instant(row, "kms_enabled_at"));
    }

    private static KeyStanding.Held held(ResultSet row, String keyCrn) throws SQLException {
        return new KeyStanding.Held(
                keyCrn,
                KeyCondition.of(row.getInt("key_state"), row.getBoolean("purged")),
                Sql.instant(row, "state_since"),
                row.getBoolean("rewrapping"),
                Sql.instant(row, "wrapped_at"),
                Sql.instantOrNull(row, "restore_expiration_date"));
    }

    private static @Nullable EnablementProgress progress(ResultSet row) throws SQLException {
        String id = row.getString("enablement_id");
        return id == null
                ? null
                : new EnablementProgress(
                        id,
                        row.getString("phase").toLowerCase(Locale.ROOT),
                        row.getString("enabling_crn"),
                        row.getLong("secrets_total"),
                        row.getLong("secrets_total") - row.getLong("secrets_left"),
                        Sql.instant(row, "requested_at"),
                        Sql.instant(row, "updated_at"),
                        row.getString("failure"));
    }
}
