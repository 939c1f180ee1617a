package io.claviger.masters.cluster.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.cluster.EnablementProgress;
import io.claviger.masters.cluster.KeyCondition;
import io.claviger.masters.cluster.KeyInForce;
import io.claviger.masters.cluster.KeyStanding;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.cluster.LeftBehind;
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
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rows to values. */
final class ClusterRows {

    /**
     * A cluster, its pools' sums, its latest enablement, what was left behind, and of the keys its data keys hang from the one
     * that stands worst: while secrets move from one root key to another the cluster needs both. A former key that nothing
     * readable is under is not needed.
     */
    static final String STANDING = """
            select c.*, p.workers, p.normal, p.ever_normal,
                   k.crn as key_crn, k.state as key_state, k.state_since, k.purged, k.restore_expiration_date, k.refused_since,
                   k.rewrapping, k.wrapped_at,
                   f.in_force_state, f.in_force_since, f.in_force_version, f.last_event_id, f.last_event_at, f.withheld,
                   e.id as enablement_id, e.phase, e.enabling_crn, e.secrets_total, e.secrets_left, e.failure,
                   e.requested_at, e.updated_at, e.rewriting_since, l.unreadable, l.unreadable_named, l.former_keys, l.in_clear, l.left_registrations
              from cluster c
              left join lateral (
                   select coalesce(sum(workers), 0) as workers, coalesce(sum(normal), 0) as normal,
                          coalesce(sum(ever_normal), 0) as ever_normal
                     from pool_sum where cluster_id = c.id) p on true
              left join lateral (
                   select b.crn, b.state, b.state_since, b.purged, b.restore_expiration_date, r.refused_since,
                          d.wrapped_at,
                          d.follows and d.key_version_id <> b.version_id as rewrapping
                     from data_key d join bound_key b on b.crn = d.key_crn
                     left join key_right r on r.key_crn = d.key_crn and r.account_id = c.account_id
                    where d.cluster_id = c.id and d.state <> 'PENDING'
                      and (d.state = 'CURRENT' or exists (
                          select 1 from kube_object o
                           where o.cluster_id = d.cluster_id and o.kind = 'Secret' and o.data_key_id = d.id
                             and o.unreadable_version is distinct from o.resource_version))
                    order by b.purged desc, b.state desc, r.refused_since nulls last, rewrapping desc, d.created_at desc limit 1) k on true
              left join lateral (
                   select b.state as in_force_state, b.state_since as in_force_since, b.last_event_id, b.last_event_at,
                          (select d.key_version_id from data_key d
                            where d.cluster_id = c.id and d.key_crn = c.kms_key_crn and d.state <> 'PENDING'
                            order by d.state = 'CURRENT' desc, d.created_at desc limit 1) as in_force_version,
                          (select json_agg(json_build_object('crn', w.crn, 'state', w.state, 'purged', w.purged,
                                       'since', to_char(w.state_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                                       'refused', to_char(r.refused_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                                       'until', to_char(w.restore_expiration_date at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
                                       order by w.crn)::text
                             from bound_key w
                             left join key_right r on r.key_crn = w.crn and r.account_id = c.account_id
                            where (w.availability <> 'AVAILABLE' or r.refused_since is not null)
                              and w.crn in (
                                  select d.key_crn from data_key d
                                   where d.cluster_id = c.id and d.state <> 'PENDING' and d.key_crn <> c.kms_key_crn
                                     and (d.state = 'CURRENT' or exists (
                                         select 1 from kube_object o
                                          where o.cluster_id = d.cluster_id and o.kind = 'Secret' and o.data_key_id = d.id
                                            and o.unreadable_version is distinct from o.resource_version)))) as withheld
                     from bound_key b where b.crn = c.kms_key_crn) f on true
              left join lateral (
                   select id, phase, key_crn as enabling_crn, secrets_total, secrets_left, failure, requested_at, updated_at,
                          rewriting_since
                     from enablement where cluster_id = c.id order by requested_at desc limit 1) e on true
              left join lateral (
                   select (select count(*) from kube_object o where o.cluster_id = c.id
                              and o.unreadable_version is not null and o.unreadable_version = o.resource_version) as unreadable,
                          (select json_agg(o)::text from (
                                select o.namespace, o.name, o.unreadable_reason as reason,
                                       to_char(o.unreadable_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
                                  from kube_object o where o.cluster_id = c.id
                                   and o.unreadable_version is not null and o.unreadable_version = o.resource_version
                                 order by o.namespace, o.name limit %d) o) as unreadable_named,
                          (select json_agg(distinct d.key_crn)::text from data_key d
                            where d.cluster_id = c.id and d.state = 'FORMER') as former_keys,
                          (select k.holds_clear and k.write_data_key_id is not null from kube_cluster k
                            where k.cluster_id = c.id) as in_clear,
                          (select json_agg(json_build_object('keyCRN', r.key_crn, 'reason', r.reason, 'since',
                                       to_char(r.left_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) order by r.key_crn)::text
                             from left_registration r where r.cluster_id = c.id) as left_registrations) l on true
            """.formatted(LeftBehind.NAMED);

    private static final TypeReference<List<LeftBehind.Unreadable>> UNREADABLE = new TypeReference<>() {};
    private static final TypeReference<List<LeftBehind.Registration>> REGISTRATIONS = new TypeReference<>() {};
    private static final TypeReference<List<Withheld>> WITHHELD = new TypeReference<>() {};
    private static final TypeReference<List<String>> CRNS = new TypeReference<>() {};

    private final ObjectMapper json;

    ClusterRows(ObjectMapper json) {
        this.json = json;
    }

    ClusterStanding standing(ResultSet row) throws SQLException {
        String keyCrn = row.getString("key_crn");
        return new ClusterStanding(
                cluster(row),
                keyCrn == null ? new KeyStanding.NoKey() : held(row, keyCrn),
                inForce(row),
                list(row.getString("withheld"), WITHHELD).stream()
                        .map(Withheld::held)
                        .toList(),
                new PoolSums(row.getLong("workers"), row.getLong("normal"), row.getLong("ever_normal")),
                progress(row),
                new LeftBehind(
                        row.getLong("unreadable"),
                        list(row.getString("unreadable_named"), UNREADABLE),
                        list(row.getString("former_keys"), CRNS),
                        row.getBoolean("in_clear"),
                        list(row.getString("left_registrations"), REGISTRATIONS)));
    }

    /** As the query writes it. */
    record Withheld(
            String crn,
            int state,
            boolean purged,
            Instant since,
            @Nullable Instant refused,
            @Nullable Instant until) {

        KeyStanding.Held held() {
            return ClusterRows.held(crn, KeyCondition.of(state, purged), since, refused, false, since, until);
        }
    }

    private static @Nullable KeyInForce inForce(ResultSet row) throws SQLException {
        Instant since = Sql.instantOrNull(row, "in_force_since");
        return since == null
                ? null
                : new KeyInForce(
                        row.getInt("in_force_state"),
                        since,
                        row.getString("in_force_version"),
                        row.getString("last_event_id"),
                        Sql.instantOrNull(row, "last_event_at"));
    }

    private <T> List<T> list(@Nullable String text, TypeReference<List<T>> type) {
        try {
            return text == null ? List.of() : json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database has made JSON that cannot be read", e);
        }
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
                row.getBoolean("auto_update"),
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
        return held(
                keyCrn,
                KeyCondition.of(row.getInt("key_state"), row.getBoolean("purged")),
                Sql.instant(row, "state_since"),
                Sql.instantOrNull(row, "refused_since"),
                row.getBoolean("rewrapping"),
                Sql.instant(row, "wrapped_at"),
                Sql.instantOrNull(row, "restore_expiration_date"));
    }

    /** A key that is active, and that its account does not let the cluster use, is not usable either. */
    private static KeyStanding.Held held(
            String keyCrn,
            KeyCondition condition,
            Instant since,
            @Nullable Instant refused,
            boolean rewrapping,
            Instant wrappedAt,
            @Nullable Instant restorableUntil) {
        boolean unauthorized = condition == KeyCondition.USABLE && refused != null;
        return new KeyStanding.Held(
                keyCrn,
                unauthorized ? KeyCondition.UNAUTHORIZED : condition,
                unauthorized && refused != null ? refused : since,
                rewrapping,
                wrappedAt,
                restorableUntil);
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
                        Sql.instantOrNull(row, "rewriting_since"),
                        null,
                        row.getString("failure"));
    }
}
