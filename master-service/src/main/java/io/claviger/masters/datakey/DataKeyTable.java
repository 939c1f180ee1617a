package io.claviger.masters.datakey;

import io.claviger.keyclient.kms.Kms.Wrapped;
import io.claviger.masters.datakey.DataKey.State;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Store of wrapped data keys. Those who change one hold the lock of its cluster. */
@ApplicationScoped
public class DataKeyTable {

    private static final String SELECT =
            "select id, cluster_id, key_crn, key_version_id, wrapped, state, follows, created_at, wrapped_at from data_key";

    /** Neither a secret nor a change that a watch may still ask for is under it, and nobody is moving secrets now. */
    private static final String UNNEEDED = """
             from data_key d join cluster c on c.id = d.cluster_id
            where d.state = 'FORMER' and c.life_cycle = 'DEPLOYED'
              and not exists (select 1 from enablement e
                               where e.cluster_id = d.cluster_id and e.phase not in ('READY', 'FAILED'))
              and not exists (select 1 from kube_object o
                               where o.cluster_id = d.cluster_id and o.kind = 'Secret' and o.data_key_id = d.id)
              and not exists (select 1 from kube_change h
                               where h.cluster_id = d.cluster_id and h.data_key_id = d.id)
            """;

    /** Secrets are under it, and both its root key and the one in force may be used; nobody is moving secrets now. */
    private static final String LEFT_BEHIND = SELECT + """
             d where d.state = 'FORMER'
              and exists (select 1 from bound_key b where b.crn = d.key_crn and b.availability = 'AVAILABLE')
              and exists (select 1 from data_key n join bound_key b on b.crn = n.key_crn
                           where n.cluster_id = d.cluster_id and n.state = 'CURRENT' and b.availability = 'AVAILABLE')
              and exists (select 1 from kube_object o
                           where o.cluster_id = d.cluster_id and o.kind = 'Secret' and o.data_key_id = d.id)
              and not exists (select 1 from enablement e
                               where e.cluster_id = d.cluster_id and e.phase not in ('READY', 'FAILED'))
            order by cluster_id, id
            """;

    private final Sql sql;
    private final Clock clock;

    public DataKeyTable(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** A new one, which nothing is sealed under yet. */
    @Transactional(TxType.MANDATORY)
    public void insert(UUID id, ClusterId cluster, String keyCrn, Wrapped wrapped, boolean follows) {
        sql.update(
                "insert into data_key (id, cluster_id, key_crn, key_version_id, wrapped, state, follows, created_at, wrapped_at)"
                        + " values (?, ?, ?, ?, ?, 'PENDING', ?, ?, ?)",
                id,
                cluster.value(),
                keyCrn,
                wrapped.keyVersionId(),
                wrapped.ciphertext(),
                follows,
                clock.instant(),
                clock.instant());
    }

    /** From the caller's commit on, this one seals; the one before only opens. */
    @Transactional(TxType.MANDATORY)
    public void makeCurrent(ClusterId cluster, UUID id) {
        sql.update(
                "update data_key set state = 'FORMER' where cluster_id = ? and state = 'CURRENT' and id <> ?",
                cluster.value(),
                id);
        sql.update("update data_key set state = 'CURRENT' where cluster_id = ? and id = ?", cluster.value(), id);
    }

    /** The other way: this one seals again, or none if it is null. */
    @Transactional(TxType.MANDATORY)
    public void fallBackTo(ClusterId cluster, @Nullable UUID id) {
        sql.update("update data_key set state = 'FORMER' where cluster_id = ? and state = 'CURRENT'", cluster.value());
        if (id != null) {
            sql.update("update data_key set state = 'CURRENT' where cluster_id = ? and id = ?", cluster.value(), id);
        }
    }

    /** Those that only open what is older; few, except where secrets are not rewritten. */
    public Set<UUID> formerUnder(String keyCrn) {
        return Set.copyOf(sql.list(
                "select id from data_key where key_crn = ? and state = 'FORMER'",
                row -> row.getObject(1, UUID.class),
                keyCrn));
    }

    /** Drops what nothing needs: neither current nor pending, and not in use. Answers which. */
    @Transactional(TxType.MANDATORY)
    public List<UUID> dropUnused(ClusterId cluster, Set<UUID> inUse) {
        List<UUID> unused = of(cluster).stream()
                .filter(key -> key.state() == State.FORMER && !inUse.contains(key.id()))
                .map(DataKey::id)
                .toList();
        unused.forEach(this::drop);
        return unused;
    }

    /** Former ones that nothing hangs from, in clusters where no enablement is at work. */
    public List<DataKey> unneeded(int limit) {
        return sql.list(
                "select d.id, d.cluster_id, d.key_crn, d.key_version_id, d.wrapped, d.state, d.follows, d.created_at,"
                        + " d.wrapped_at" + UNNEEDED + " order by d.cluster_id, d.id limit " + limit,
                DataKeyTable::read);
    }

    /** Former ones whose secrets could be moved to the current one, whether or not their cluster's version does so. */
    public List<DataKey> leftBehind() {
        return sql.list(LEFT_BEHIND, DataKeyTable::read);
    }

    public boolean isUnneeded(UUID id) {
        return sql.first("select 1" + UNNEEDED + " and d.id = ?", row -> row.getInt(1), id)
                .isPresent();
    }

    @Transactional(TxType.MANDATORY)
    public void drop(UUID id) {
        sql.update("delete from data_key where id = ?", id);
    }

    @Transactional(TxType.MANDATORY)
    public void dropAll(ClusterId cluster) {
        sql.update("delete from data_key where cluster_id = ?", cluster.value());
    }

    /** Stores what a re-wrap gave, unless somebody else was first. */
    @Transactional(TxType.MANDATORY)
    public boolean rewrapped(DataKey before, String ciphertext, String keyVersionId) {
        return sql.update(
                        "update data_key set wrapped = ?, key_version_id = ?, wrapped_at = ? where id = ? and wrapped = ?",
                        ciphertext,
                        keyVersionId,
                        clock.instant(),
                        before.id(),
                        before.wrapped())
                == 1;
    }

    public Optional<DataKey> find(UUID id) {
        return sql.first(SELECT + " where id = ?", DataKeyTable::read, id);
    }

    public Optional<DataKey> current(ClusterId cluster) {
        return sql.first(SELECT + " where cluster_id = ? and state = 'CURRENT'", DataKeyTable::read, cluster.value());
    }

    public List<DataKey> of(ClusterId cluster) {
        return sql.list(SELECT + " where cluster_id = ? order by created_at", DataKeyTable::read, cluster.value());
    }

    /** The next of those under the root key that a rotation moves and that are not at this version yet, by id. */
    public List<DataKey> stale(String keyCrn, String versionId, @Nullable String after, int limit) {
        return sql.list(
                SELECT
                        + " where key_crn = ? and follows and key_version_id <> ? and id > coalesce(?::uuid, '00000000-0000-0000-0000-000000000000')"
                        + " order by id limit " + limit,
                DataKeyTable::read,
                keyCrn,
                versionId,
                after);
    }

    public long countStale(String keyCrn, String versionId) {
        return sql.list(
                        "select count(*) from data_key where key_crn = ? and follows and key_version_id <> ?",
                        row -> row.getLong(1),
                        keyCrn,
                        versionId)
                .getFirst();
    }

    /** Those of these that are still there and whose root key may be used now. */
    public Set<UUID> usable(Collection<UUID> ids) {
        return Set.copyOf(sql.list(
                "select d.id from data_key d join bound_key b on b.crn = d.key_crn"
                        + " where b.availability = 'AVAILABLE' and d.id = any(string_to_array(?, ',')::uuid[])",
                row -> row.getObject(1, UUID.class),
                ids.stream().map(UUID::toString).collect(Collectors.joining(","))));
    }

    public Collection<UUID> idsUnder(String keyCrn) {
        return sql.list("select id from data_key where key_crn = ?", row -> row.getObject(1, UUID.class), keyCrn);
    }

    private static DataKey read(ResultSet row) throws SQLException {
        return new DataKey(
                row.getObject(1, UUID.class),
                new ClusterId(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                State.valueOf(row.getString(6)),
                row.getBoolean(7),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "wrapped_at"));
    }
}
