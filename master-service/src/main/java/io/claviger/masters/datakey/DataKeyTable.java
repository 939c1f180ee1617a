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

/** Store of wrapped data keys. Those who change one hold the lock of its cluster. */
@ApplicationScoped
public class DataKeyTable {

    private static final String SELECT =
            "select id, cluster_id, key_crn, key_version_id, wrapped, state, follows, created_at from data_key";

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

    /** Drops what nothing needs: neither current nor pending, and not in use. */
    @Transactional(TxType.MANDATORY)
    public void dropUnused(ClusterId cluster, Set<UUID> inUse) {
        for (DataKey key : of(cluster)) {
            if (key.state() == State.FORMER && !inUse.contains(key.id())) {
                drop(key.id());
            }
        }
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

    /** Those under the root key that a rotation moves and that are not at this version yet, by cluster. */
    public List<DataKey> stale(String keyCrn, String versionId, int limit) {
        return sql.list(
                SELECT + " where key_crn = ? and follows and key_version_id <> ? order by cluster_id, id limit "
                        + limit,
                DataKeyTable::read,
                keyCrn,
                versionId);
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
                Sql.instant(row, "created_at"));
    }
}
