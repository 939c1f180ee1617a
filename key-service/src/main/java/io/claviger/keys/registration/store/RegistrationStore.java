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
import java.util.ArrayList;
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
              from registration_now r
              join kms_key k on k.id = r.key_id
              join key_version v on v.key_id = r.key_id and v.ordinal = r.ordinal
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

    /** Key by key, in the order of the primary key, so that a page of a key's million is read without sorting all of them. */
    public List<Registration> list(String instanceId, RegistrationFilter filter, int limit, int offset) {
        Matching matching = new Matching(instanceId, filter);
        return sql.list(
                SELECT + matching.where + " order by r.key_id, r.resource_crn limit ? offset ?",
                RegistrationStore::read,
                matching.parameters(limit, offset));
    }

    public long count(String instanceId, RegistrationFilter filter) {
        Matching matching = new Matching(instanceId, filter);
        return sql.first(
                        "select count(*) from registration r join kms_key k on k.id = r.key_id" + matching.where,
                        row -> row.getLong(1),
                        matching.parameters())
                .orElse(0L);
    }

    /** Only the conditions that are asked for: with one that may or may not count, no plan could rely on an index. */
    private static final class Matching {
        private final StringBuilder where = new StringBuilder(" where k.instance_id = ?");
        private final List<Object> parameters = new ArrayList<>();

        Matching(String instanceId, RegistrationFilter filter) {
            parameters.add(instanceId);
            KeyId key = filter.key();
            CrnQuery crn = filter.crn();
            and("r.key_id = ?", key == null ? null : key.value());
            and("k.key_ring = ?", filter.keyRing());
            and("r.resource_crn like ?", crn == null ? null : crn.pattern());
            and("r.prevent_key_deletion = ?", filter.preventKeyDeletion());
        }

        private void and(String condition, @Nullable Object parameter) {
            if (parameter != null) {
                where.append(" and ").append(condition);
                parameters.add(parameter);
            }
        }

        Object[] parameters(Object... page) {
            List<Object> all = new ArrayList<>(parameters);
            all.addAll(List.of(page));
            return all.toArray();
        }
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

    /** @param last in the database's order */
    public record Part(int removed, String last) {}

    /**
     * Removes the first registrations of one service that are no younger than {@code then}, without the key's row: that
     * there are fewer of them makes no decision wrong that was made while they were there.
     *
     * @param after the last of the former part; empty for the first part
     */
    public Part removeSomeOf(KeyId key, String owner, Instant then, String after, int limit) {
        return sql.first("""
                with part as (select key_id, resource_crn from registration
                               where key_id = ? and created_by = ? and created_at <= ? and resource_crn > ?
                               order by resource_crn limit ? for update),
                     gone as (delete from registration r using part
                               where r.key_id = part.key_id and r.resource_crn = part.resource_crn
                              returning r.resource_crn)
                select count(*), coalesce(max(resource_crn), '') from gone
                """, row -> new Part(row.getInt(1), row.getString(2)), key.value(), owner, then, after, limit)
                .orElseThrow();
    }

    /** The oldest version that registrations of one service are on; empty when it has none under the key. */
    public Optional<VersionId> oldestVersion(KeyId key, String owner) {
        return sql.first(
                """
                select v.id from key_version v
                 where v.key_id = ?
                   and v.ordinal = (select greatest(min(o.ordinal), (select s.ordinal from service_version s
                                                                     where s.key_id = ? and s.service = ?))
                                      from key_version o
                                     where o.key_id = ?
                                       and exists (select 1 from registration r where r.version_id = o.id and r.created_by = ?)
                                    having min(o.ordinal) is not null)
                """,
                row -> new VersionId(row.getObject(1, UUID.class)),
                key.value(),
                key.value(),
                owner,
                key.value(),
                owner);
    }

    public long countOf(KeyId key, String owner) {
        return sql.first(
                        "select count(*) from registration where key_id = ? and created_by = ?",
                        row -> row.getLong(1),
                        key.value(),
                        owner)
                .orElse(0L);
    }

    /**
     * Moves all registrations of one service on to a version; those that are there or further stay. One row, whatever their
     * number, since the caller holds the key's row and with it everybody who wants to disable the key.
     */
    public void moveOn(KeyId key, String owner, VersionId version, Instant now) {
        sql.write("""
                insert into service_version (key_id, service, ordinal, moved_at)
                select key_id, ?, ordinal, ? from key_version where id = ? and key_id = ?
                on conflict (key_id, service) do update
                   set ordinal = excluded.ordinal, moved_at = excluded.moved_at
                 where excluded.ordinal > service_version.ordinal
                """, owner, now, version.value(), key.value());
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
