package io.claviger.keys.rootkey.store;

import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.KeyState;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.sql.Sql;
import io.claviger.kit.crn.Crn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code kms_key} with its current version and as much of its instance as its CRN needs. */
public final class KeyRow {

    public static final String SELECT = """
            select k.id, k.instance_id, i.account_id, i.service, i.region, k.name, k.description, k.tags, k.key_ring,
                   k.extractable, k.imported, k.expiration_date, k.created_at, k.created_by, k.state, k.state_since,
                   k.revision, v.id, v.ordinal, v.bits, v.created_at, k.last_update_at, k.last_rotate_at, k.deleted_at,
                   k.deleted_by,
                   array(select a.alias from key_alias a where a.key_id = k.id and a.held order by a.seq),
                   pr.enabled, pr.interval_month, pd.enabled, k.deletion_authorized_by, k.deletion_authorized_until
              from kms_key k
              join instance i on i.id = k.instance_id
              join key_version v on v.id = k.current_version
              left join key_policy pr on pr.key_id = k.id and pr.kind = 'rotation'
              left join key_policy pd on pd.key_id = k.id and pd.kind = 'dualAuthDelete'
            """;

    private KeyRow() {}

    public static Key read(ResultSet row) throws SQLException {
        KeyId id = new KeyId(row.getObject(1, UUID.class));
        return new Key(id, home(row, id), traits(row), settings(row), Sql.time(row, 13), row.getString(14), life(row));
    }

    private static Key.Home home(ResultSet row, KeyId id) throws SQLException {
        String instance = row.getString(2);
        String account = row.getString(3);
        Crn crn = new Crn("bluemix", "public", row.getString(4), row.getString(5), account, instance, "", "");
        return new Key.Home(instance, account, crn.key(id.toString()));
    }

    private static Key.Traits traits(ResultSet row) throws SQLException {
        return new Key.Traits(
                row.getString(6),
                row.getString(7),
                List.of((String[]) row.getArray(8).getArray()),
                row.getString(9),
                row.getBoolean(10),
                row.getBoolean(11),
                Sql.timeOrNull(row, 12));
    }

    private static Key.Settings settings(ResultSet row) throws SQLException {
        @Nullable Boolean rotating = row.getObject(27, Boolean.class);
        @Nullable String authorizedBy = row.getString(30);
        return new Key.Settings(
                List.of((String[]) row.getArray(26).getArray()),
                rotating == null ? null : new Key.Rotation(rotating, row.getInt(28)),
                row.getObject(29, Boolean.class),
                authorizedBy == null ? null : new Key.Authorization(authorizedBy, Sql.time(row, 31)));
    }

    private static Life life(ResultSet row) throws SQLException {
        Life.Version current = new Life.Version(
                new VersionId(row.getObject(18, UUID.class)), row.getInt(19), row.getInt(20), Sql.time(row, 21));
        @Nullable Instant deletedAt = Sql.timeOrNull(row, 24);
        return new Life(
                KeyState.of(row.getInt(15)),
                Sql.time(row, 16),
                row.getLong(17),
                current,
                Sql.time(row, 22),
                Sql.timeOrNull(row, 23),
                deletedAt == null ? null : new Life.Deletion(deletedAt, row.getString(25)));
    }
}
