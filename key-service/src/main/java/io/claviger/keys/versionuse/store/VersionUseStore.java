package io.claviger.keys.versionuse.store;

import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Registrations and acknowledgements, seen from a version. Exact while the caller holds the key's row, else each answer as of its own moment. */
@ApplicationScoped
public class VersionUseStore {

    private static final String NEEDING = """
              from registration_now r
              join key_version v on v.key_id = r.key_id and v.ordinal = r.ordinal
             where r.key_id = ? and r.ordinal <= ?
            """;

    private final Sql sql;

    public VersionUseStore(Sql sql) {
        this.sql = sql;
    }

    public record Counts(long registered, long onIt, long onOlder) {}

    /** @param on the version that the registration records, which may be an older one */
    public record Needing(
            String resourceCrn, String service, UUID on, Instant onSince, Instant registeredAt, Instant updatedAt) {}

    /** A service that needs the version, and its newest acknowledgement about the key, if there is one. */
    public record Consumer(
            String service, long resources, @Nullable Word acknowledged) {}

    public record Word(long revision, UUID version, int keyState, long dependants, Instant at) {}

    public Counts count(KeyId key, Life.Version version) {
        return sql.first(
                        """
                        select count(*), count(*) filter (where ordinal = ?), count(*) filter (where ordinal < ?)
                          from registration_now
                         where key_id = ?
                        """,
                        row -> new Counts(row.getLong(1), row.getLong(2), row.getLong(3)),
                        version.ordinal(),
                        version.ordinal(),
                        key.value())
                .orElse(new Counts(0, 0, 0));
    }

    public boolean isRegistered(KeyId key) {
        return sql.first("select 1 from registration where key_id = ? limit 1", row -> Boolean.TRUE, key.value())
                .isPresent();
    }

    /**
     * Whether {@link #count} would find any on it or on an older one. From service to service through the index, so that it takes
     * as long as there are versions and services, not registrations.
     */
    public boolean isNeeded(KeyId key, Life.Version version) {
        return sql.first("""
                        with recursive named (version, service) as (
                            select v.id, (select min(r.created_by) from registration r where r.version_id = v.id)
                              from key_version v
                             where v.key_id = ? and v.ordinal <= ?
                            union all
                            select n.version, (select min(r.created_by) from registration r
                                                where r.version_id = n.version and r.created_by > n.service)
                              from named n
                             where n.service is not null)
                        select 1
                          from named n
                          left join service_version s on s.key_id = ? and s.service = n.service
                         where n.service is not null and coalesce(s.ordinal, 0) <= ?
                         limit 1
                        """, row -> Boolean.TRUE, key.value(), version.ordinal(), key.value(), version.ordinal())
                .isPresent();
    }

    /** In an order that stays, so that pages fit together. */
    public List<Needing> list(KeyId key, Life.Version version, int limit, int offset) {
        return sql.list(
                "select r.resource_crn, r.created_by, v.id, v.created_at, r.created_at, r.updated_at" + NEEDING
                        + " order by r.ordinal, r.resource_crn limit ? offset ?",
                row -> new Needing(
                        row.getString(1),
                        row.getString(2),
                        row.getObject(3, UUID.class),
                        Sql.time(row, 4),
                        Sql.time(row, 5),
                        Sql.time(row, 6)),
                key.value(),
                version.ordinal(),
                limit,
                offset);
    }

    public List<Consumer> consumers(KeyId key, Life.Version version) {
        return sql.list("""
                select n.service, n.resources, a.revision, a.version_id, a.key_state, a.dependants, a.acked_at
                  from (select r.key_id, r.created_by as service, count(*) as resources
                """ + NEEDING + """
                         group by r.key_id, r.created_by) n
                  left join acknowledgement a on a.key_id = n.key_id and 'iam-ServiceId-' || a.consumer = n.service
                 order by n.service
                """, VersionUseStore::consumer, key.value(), version.ordinal());
    }

    private static Consumer consumer(ResultSet row) throws SQLException {
        UUID version = row.getObject(4, UUID.class);
        return new Consumer(
                row.getString(1),
                row.getLong(2),
                version == null
                        ? null
                        : new Word(row.getLong(3), version, row.getInt(5), row.getLong(6), Sql.time(row, 7)));
    }
}
