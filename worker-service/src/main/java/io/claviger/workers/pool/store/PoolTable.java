package io.claviger.workers.pool.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.events.PoolSnapshot;
import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.cluster.Infrastructure;
import io.claviger.workers.pool.DiskEncryption;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.PoolId;
import io.claviger.workers.pool.PoolSpec;
import io.claviger.workers.pool.PoolState;
import io.claviger.workers.pool.Zone;
import io.claviger.workers.sql.Row;
import io.claviger.workers.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Worker pools. Whoever changes anything of a pool locks its row first, so that events keep the order of the changes. */
@ApplicationScoped
public class PoolTable {

    private static final String SELECT = "select p.*, c.provider from pool p join cluster c on c.id = p.cluster_id ";

    /** Normal as {@code Health} derives it, in one count over the workers that are there: deleted ones cost nothing. */
    private static final String SUMS = """
            select count(*) filter (where w.actual_state not in ('deleting', 'deleted')) as workers,
                   count(*) filter (where w.actual_state = 'deployed' and w.unlocked_epoch is not null
                       and (p.key_crn is null
                            or (k.availability = 'AVAILABLE' and w.unlocked_epoch >= k.epoch))) as normal,
                   count(*) filter (where w.ever_normal
                       and w.actual_state not in ('deleting', 'deleted')) as ever_normal,
                   p.name, p.cluster_id, p.crn, p.revision, p.key_crn
              from pool p
              left join key_binding b on b.dependant = p.crn
              left join bound_key k on k.crn = b.key_crn
              left join worker w on w.pool_id = p.id and w.actual_state <> 'deleted'
             where p.id = ?
             group by p.id
            """;

    private final Sql sql;
    private final ObjectMapper json;

    public PoolTable(Sql sql, ObjectMapper json) {
        this.sql = sql;
        this.json = json;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void insert(Pool pool) {
        PoolSpec spec = pool.spec();
        DiskEncryption encryption = spec.encryption();
        sql.update(
                "insert into pool (id, cluster_id, name, crn, flavor, workers_per_zone, zones, labels, taints, isolation,"
                        + " operating_system, vpc_id, kms_instance_id, kms_key_id, kms_account_id, key_crn, actual_state,"
                        + " created_at) values (?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                pool.id().value(),
                pool.cluster().value(),
                spec.name(),
                pool.crn(),
                spec.flavor(),
                spec.workersPerZone(),
                write(spec.zones()),
                write(spec.labels()),
                write(spec.taints()),
                spec.isolation(),
                spec.operatingSystem(),
                spec.vpcId(),
                encryption == null ? null : encryption.instanceId(),
                encryption == null ? null : encryption.keyId(),
                encryption == null ? null : encryption.accountId(),
                encryption == null ? null : encryption.keyCrn(),
                pool.state().wireName(),
                pool.createdAt());
    }

    /** Pools that are not deleted, the oldest first. */
    public List<Pool> list(ClusterId cluster) {
        return sql.list(
                SELECT + "where p.cluster_id = ? and p.actual_state <> 'deleted' order by p.created_at, p.id",
                this::read,
                cluster.value());
    }

    /** By id or by name, among the cluster's pools that are not deleted. */
    public Optional<Pool> find(ClusterId cluster, String idOrName) {
        return sql.first(
                SELECT + "where p.cluster_id = ? and (p.id = ? or p.name = ?) and p.actual_state <> 'deleted'"
                        + " order by p.id = ? desc limit 1",
                this::read,
                cluster.value(),
                idOrName,
                idOrName,
                idOrName);
    }

    /** Whether the cluster has, or once had, a pool of this name. */
    public boolean everHad(ClusterId cluster, String name) {
        return sql.first(
                        "select 1 from pool where cluster_id = ? and name = ? limit 1",
                        row -> Boolean.TRUE,
                        cluster.value(),
                        name)
                .isPresent();
    }

    /** Names of the pools that these clusters have or once had, by the clusters' ids. */
    public Map<String, Set<String>> namesEver(List<String> clusters) {
        return sql
                .list(
                        "select cluster_id, name from pool where cluster_id = any(?)",
                        row -> Map.entry(row.text("cluster_id"), row.text("name")),
                        (Object) clusters.toArray(String[]::new))
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
    }

    public Optional<Pool> byId(PoolId id) {
        return sql.first(SELECT + "where p.id = ?", this::read, id.value());
    }

    public Optional<Pool> byCrn(String crn) {
        return sql.first(SELECT + "where p.crn = ?", this::read, crn);
    }

    /** The pool as it is now, locked until the transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Pool lock(PoolId id) {
        return sql.first(SELECT + "where p.id = ? for update of p", this::read, id.value())
                .orElseThrow(() -> new IllegalStateException("no worker pool has the id " + id));
    }

    /** Key-service has told the key's true name. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void nameKey(PoolId id, String keyCrn) {
        sql.update("update pool set key_crn = ? where id = ?", keyCrn, id.value());
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void changeState(PoolId id, PoolState state) {
        sql.update("update pool set actual_state = ? where id = ?", state.wireName(), id.value());
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void changeSize(PoolId id, int workersPerZone) {
        sql.update("update pool set workers_per_zone = ? where id = ?", workersPerZone, id.value());
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void changeZones(PoolId id, List<Zone> zones) {
        sql.update("update pool set zones = ?::jsonb where id = ?", write(zones), id.value());
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void changeOperatingSystem(PoolId id, String operatingSystem) {
        sql.update("update pool set operating_system = ? where id = ?", operatingSystem, id.value());
    }

    public void changeLabels(PoolId id, Map<String, String> labels) {
        sql.update("update pool set labels = ?::jsonb where id = ?", write(labels), id.value());
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void changeTaints(PoolId id, Map<String, String> taints) {
        sql.update("update pool set taints = ?::jsonb where id = ?", write(taints), id.value());
    }

    /** What the event about the change just made says: the sums after it, under the pool's next revision. */
    @Transactional(Transactional.TxType.MANDATORY)
    public PoolSnapshot nextSnapshot(PoolId id) {
        sql.update("update pool set revision = revision + 1 where id = ?", id.value());
        return sql.first(
                        SUMS,
                        row -> new PoolSnapshot(
                                id.value(),
                                row.text("name"),
                                row.text("cluster_id"),
                                row.text("crn"),
                                row.integer("workers"),
                                row.integer("normal"),
                                row.integer("ever_normal"),
                                row.number("revision"),
                                row.textOrNull("key_crn")),
                        id.value())
                .orElseThrow();
    }

    private Pool read(Row row) throws SQLException {
        return new Pool(
                new PoolId(row.text("id")),
                new ClusterId(row.text("cluster_id")),
                Infrastructure.named(row.text("provider")).orElseThrow(),
                row.text("crn"),
                new PoolSpec(
                        row.text("name"),
                        row.text("flavor"),
                        row.integer("workers_per_zone"),
                        read(row.text("zones"), new TypeReference<List<Zone>>() {}),
                        read(row.text("labels"), new TypeReference<Map<String, String>>() {}),
                        read(row.text("taints"), new TypeReference<Map<String, String>>() {}),
                        row.textOrNull("isolation"),
                        row.textOrNull("operating_system"),
                        row.textOrNull("vpc_id"),
                        encryption(row)),
                PoolState.named(row.text("actual_state")),
                row.time("created_at"));
    }

    private static @Nullable DiskEncryption encryption(Row row) throws SQLException {
        String key = row.textOrNull("key_crn");
        return key == null
                ? null
                : new DiskEncryption(
                        row.text("kms_instance_id"), row.text("kms_key_id"), row.textOrNull("kms_account_id"), key);
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a worker pool's row holds JSON of another shape", e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a worker pool cannot be written as JSON", e);
        }
    }
}
