package io.claviger.masters.cluster.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.cluster.MasterOperation;
import io.claviger.masters.cluster.Provider;
import io.claviger.masters.cluster.ToldCluster;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.version.ClusterVersion;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Store of clusters. Whoever changes one holds its row's lock until the change and its event are committed. */
@ApplicationScoped
public class Clusters {

    private static final String INSERT = """
            insert into cluster (id, account_id, region, name, crn, provider, version, resource_group, created_at, created_by,
                                 owner_name, ordered, life_cycle, life_cycle_at, operation, operation_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, 'DONE', ?)
            """;

    private final Sql sql;
    private final ClusterRows rows;

    public Clusters(Sql sql, ObjectMapper json) {
        this.sql = sql;
        this.rows = new ClusterRows(json);
    }

    @Transactional(TxType.MANDATORY)
    public void insert(Cluster cluster) {
        sql.update(
                INSERT,
                cluster.id().value(),
                cluster.accountId(),
                cluster.region(),
                cluster.name(),
                cluster.crn(),
                cluster.provider().wireName(),
                cluster.version().toString(),
                cluster.resourceGroup(),
                cluster.createdAt(),
                cluster.createdBy(),
                cluster.ownerName(),
                rows.write(cluster.ordered()),
                cluster.lifeCycle().name(),
                cluster.lifeCycleAt(),
                cluster.operation().at());
    }

    /** By id or by name, in one account; a deleted cluster is none. */
    public Optional<ClusterStanding> find(String accountId, String nameOrId) {
        return sql.first(
                ClusterRows.STANDING
                        + " where c.account_id = ? and (c.id = ? or c.name = ?) and c.life_cycle <> 'DELETED'"
                        + " order by c.id = ? desc limit 1",
                rows::standing,
                accountId,
                nameOrId,
                nameOrId,
                nameOrId);
    }

    /** Whatever has become of it; empty for an id that was never given. */
    public Optional<ClusterStanding> find(ClusterId id) {
        return sql.first(ClusterRows.STANDING + " where c.id = ?", rows::standing, id.value());
    }

    /** In the order of their creation. */
    public List<ClusterStanding> list(String accountId, Provider provider) {
        return sql.list(
                ClusterRows.STANDING
                        + " where c.account_id = ? and c.provider = ? and c.life_cycle <> 'DELETED' order by c.created_at, c.id",
                rows::standing,
                accountId,
                provider.wireName());
    }

    /** All clusters there ever were, of all accounts, by id: so many behind this one. */
    public List<ToldCluster> told(String after, int limit) {
        return sql.list(
                "select * from cluster where id > ? and revision > 0 order by id limit ?", this::toldRow, after, limit);
    }

    /** One of those; empty for an id that was never given. */
    public List<ToldCluster> told(String id) {
        return sql.list("select * from cluster where id = ? and revision > 0", this::toldRow, id);
    }

    private ToldCluster toldRow(ResultSet row) throws SQLException {
        return new ToldCluster(rows.cluster(row), row.getString("announced_state"), row.getString("announced_status"));
    }

    /** Locks the cluster until the transaction ends, then reads how it stands. */
    @Transactional(TxType.MANDATORY)
    public ClusterStanding lock(ClusterId id) {
        sql.first("select id from cluster where id = ? for update", row -> row.getString(1), id.value());
        return find(id).orElseThrow(() -> new IllegalStateException("there is no cluster " + id));
    }

    @Transactional(TxType.MANDATORY)
    public void enter(ClusterId id, LifeCycle lifeCycle, Instant at) {
        sql.update(
                "update cluster set life_cycle = ?, life_cycle_at = ?, operation_at = ? where id = ?",
                lifeCycle.name(),
                at,
                at,
                id.value());
    }

    @Transactional(TxType.MANDATORY)
    public void update(ClusterId id, ClusterVersion version) {
        sql.update("update cluster set version = ? where id = ?", version.toString(), id.value());
    }

    @Transactional(TxType.MANDATORY)
    public void updateBySelf(ClusterId id, boolean wanted) {
        sql.update("update cluster set auto_update = ? where id = ?", wanted, id.value());
    }

    /** Whose masters are updated without being told to, and could be now. */
    public List<Cluster> updatedBySelf() {
        return sql.list(
                "select * from cluster where auto_update and life_cycle = 'DEPLOYED' order by id", rows::cluster);
    }

    @Transactional(TxType.MANDATORY)
    public void operate(ClusterId id, MasterOperation operation) {
        String kind = switch (operation) {
            case MasterOperation.Done _ -> "DONE";
            case MasterOperation.EnablingKms _ -> "ENABLING_KMS";
            case MasterOperation.EnableFailed _ -> "ENABLE_FAILED";
        };
        String reason = operation instanceof MasterOperation.EnableFailed failed ? failed.reason() : null;
        sql.update(
                "update cluster set operation = ?, operation_at = ?, operation_reason = ? where id = ?",
                kind,
                operation.at(),
                reason,
                id.value());
    }

    /** From now on this root key is in force, and never again after another one. */
    @Transactional(TxType.MANDATORY)
    public void putInForce(ClusterId id, KmsSetting kms) {
        sql.update(
                "update cluster set kms_key_crn = ?, kms_account_id = ?, kms_private = ?, kms_registered = ?, kms_enabled_at = ?"
                        + " where id = ?",
                kms.keyCrn(),
                kms.accountId(),
                kms.privateEndpoint(),
                kms.registered(),
                kms.enabledAt(),
                id.value());
        sql.update(
                "insert into used_key (cluster_id, key_crn, enabled_at, kms_private) values (?, ?, ?, ?)"
                        + " on conflict (cluster_id, key_crn) do update set kms_private = excluded.kms_private",
                id.value(),
                kms.keyCrn(),
                kms.enabledAt(),
                kms.privateEndpoint());
    }

    public boolean hasUsed(ClusterId id, String keyCrn) {
        return sql.first(
                        "select 1 from used_key where cluster_id = ? and key_crn = ?",
                        row -> row.getInt(1),
                        id.value(),
                        keyCrn)
                .isPresent();
    }
}
