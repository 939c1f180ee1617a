package io.claviger.keys.registration.store;

import io.claviger.keys.registration.rules.CrnQuery;
import io.claviger.keys.registration.rules.Registration;
import io.claviger.keys.registration.rules.RegistrationFilter;
import io.claviger.keys.rootkey.KeyHolders;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code registration}. Whoever writes one has locked its key's row. */
@ApplicationScoped
public class RegistrationStore implements KeyHolders {

    private static final String SELECT = """
            select r.key_id, k.name, r.resource_crn, r.description, r.metadata, r.prevent_key_deletion, v.id, v.ordinal,
                   v.bits, v.created_at, r.created_at, r.created_by, r.updated_at, r.updated_by
              from registration r
              join kms_key k on k.id = r.key_id
              join key_version v on v.id = r.version_id
            """;

    private static final String MATCHING = """
             where k.instance_id = ? and (?::uuid is null or r.key_id = ?::uuid)
               and (?::text is null or k.key_ring = ?::text)
               and (?::text is null or r.resource_crn like ?::text)
               and (?::boolean is null or r.prevent_key_deletion = ?::boolean)
            """;

    private final Sql sql;

    public RegistrationStore(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Holders of(KeyId key) {
        return sql.first(
                        "select count(*), count(*) filter (where prevent_key_deletion) from registration where key_id = ?",
                        row -> new Holders(row.getLong(1), row.getLong(2)),
                        key.value())
                .orElse(new Holders(0, 0));
    }

    public Optional<Registration> find(KeyId key, String resourceCrn) {
        return sql.first(
                SELECT + "where r.key_id = ? and r.resource_crn = ?",
                RegistrationStore::read,
                key.value(),
                resourceCrn);
    }

    public List<Registration> list(String instanceId, RegistrationFilter filter, int limit, int offset) {
        Object[] page = {limit, offset};
        return sql.list(
                SELECT + MATCHING + "order by r.created_at, r.key_id, r.resource_crn limit ? offset ?",
                RegistrationStore::read,
                parameters(instanceId, filter, page));
    }

    public long count(String instanceId, RegistrationFilter filter) {
        return sql.first(
                        "select count(*) from registration r join kms_key k on k.id = r.key_id " + MATCHING,
                        row -> row.getLong(1),
                        parameters(instanceId, filter, new Object[0]))
                .orElse(0L);
    }

    private static @Nullable Object[] parameters(String instanceId, RegistrationFilter filter, Object[] page) {
        @Nullable UUID key = filter.key() == null ? null : filter.key().value();
        CrnQuery query = filter.crn();
        @Nullable String crn = query == null ? null : query.pattern();
        @Nullable Boolean prevent = filter.preventKeyDeletion();
        @Nullable String ring = filter.keyRing();
        @Nullable Object[] first = {instanceId, key, key, ring, ring, crn, crn, prevent, prevent};
        @Nullable Object[] all = Arrays.copyOf(first, first.length + page.length);
        System.arraycopy(page, 0, all, first.length, page.length);
        return all;
    }

    public void add(Registration registration) {
        sql.write(
                """
                insert into registration (key_id, resource_crn, description, metadata, prevent_key_deletion, version_id,
                                          created_at, created_by, updated_at, updated_by)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                registration.keyId().value(),
                registration.resourceCrn(),
                registration.description(),
                registration.metadata(),
                registration.preventKeyDeletion(),
                registration.version().id().value(),
                registration.createdAt(),
                registration.createdBy(),
                registration.updatedAt(),
                registration.updatedBy());
    }

    public void update(Registration registration) {
        sql.write(
                """
                update registration
                   set description = ?, metadata = ?, prevent_key_deletion = ?, version_id = ?, updated_at = ?,
                       updated_by = ?
                 where key_id = ? and resource_crn = ?
                """,
                registration.description(),
                registration.metadata(),
                registration.preventKeyDeletion(),
                registration.version().id().value(),
                registration.updatedAt(),
                registration.updatedBy(),
                registration.keyId().value(),
                registration.resourceCrn());
    }

    public void remove(KeyId key, String resourceCrn) {
        sql.write("delete from registration where key_id = ? and resource_crn = ?", key.value(), resourceCrn);
    }

    public int removeAllOf(KeyId key, String owner) {
        return sql.write("delete from registration where key_id = ? and created_by = ?", key.value(), owner);
    }

    /** The oldest version that registrations of one service name; empty when it has none under the key. */
    public Optional<VersionId> oldestVersion(KeyId key, String owner) {
        return sql.first("""
                select v.id from registration r join key_version v on v.id = r.version_id
                 where r.key_id = ? and r.created_by = ? order by v.ordinal limit 1
                """, row -> new VersionId(row.getObject(1, UUID.class)), key.value(), owner);
    }

    public long countOf(KeyId key, String owner) {
        return sql.first(
                        "select count(*) from registration where key_id = ? and created_by = ?",
                        row -> row.getLong(1),
                        key.value(),
                        owner)
                .orElse(0L);
    }

    /** Moves all registrations of one service on to a version; those that are there or further stay. Returns which. */
    public List<String> moveOn(KeyId key, String owner, VersionId version, Instant now) {
        return sql.list("""
                update registration r
                   set version_id = n.id, updated_at = ?, updated_by = ?
                  from key_version n, key_version o
                 where r.key_id = ? and r.created_by = ? and n.id = ? and n.key_id = r.key_id and o.id = r.version_id
                   and n.ordinal > o.ordinal
                returning r.resource_crn
                """, row -> row.getString(1), now, owner, key.value(), owner, version.value());
    }

    private static Registration read(ResultSet row) throws SQLException {
        return new Registration(
                new KeyId(row.getObject(1, UUID.class)),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getBoolean(6),
                new Life.Version(
                        new VersionId(row.getObject(7, UUID.class)), row.getInt(8), row.getInt(9), Sql.time(row, 10)),
                Sql.time(row, 11),
                row.getString(12),
                Sql.time(row, 13),
                row.getString(14));
    }
}
