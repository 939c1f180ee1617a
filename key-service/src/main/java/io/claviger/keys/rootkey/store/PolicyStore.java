package io.claviger.keys.rootkey.store;

import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code key_policy}. */
@ApplicationScoped
public class PolicyStore {

    public static final String ROTATION = "rotation";
    public static final String DUAL_AUTH_DELETE = "dualAuthDelete";

    private final Sql sql;

    public PolicyStore(Sql sql) {
        this.sql = sql;
    }

    /** @param intervalMonth of a rotation policy */
    public record Policy(
            String kind,
            UUID id,
            boolean enabled,
            @Nullable Integer intervalMonth,
            Instant createdAt,
            String createdBy,
            Instant updatedAt,
            String updatedBy) {}

    /** Makes the policy, or changes it and leaves its id and who made it. */
    public void put(KeyId key, String kind, boolean enabled, @Nullable Integer intervalMonth, Instant at, String by) {
        sql.write("""
                insert into key_policy (key_id, kind, id, enabled, interval_month, created_at, created_by, updated_at, updated_by)
                values (?, ?, ?, ?, ?::smallint, ?, ?, ?, ?)
                on conflict (key_id, kind) do update
                   set enabled = excluded.enabled, interval_month = excluded.interval_month,
                       updated_at = excluded.updated_at, updated_by = excluded.updated_by
                """, key.value(), kind, UUID.randomUUID(), enabled, intervalMonth, at, by, at, by);
    }

    public List<Policy> of(KeyId key) {
        return sql.list("""
                select kind, id, enabled, interval_month, created_at, created_by, updated_at, updated_by
                  from key_policy where key_id = ? order by kind desc
                """, PolicyStore::read, key.value());
    }

    private static Policy read(ResultSet row) throws SQLException {
        Integer months = row.getObject(4, Integer.class);
        return new Policy(
                row.getString(1),
                row.getObject(2, UUID.class),
                row.getBoolean(3),
                months,
                Sql.time(row, 5),
                row.getString(6),
                Sql.time(row, 7),
                row.getString(8));
    }
}
