package io.claviger.keys.rootkey.store;

import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code kms_key}. */
@ApplicationScoped
public class KeyStore {

    private static final String DUE_FOR_ROTATION = """
            select k.id
              from kms_key k
              join key_policy p on p.key_id = k.id and p.kind = 'rotation' and p.enabled and p.look_at <= ?::timestamptz
             where k.state = 1
               and coalesce(k.last_rotate_at, k.created_at)
                   <= ?::timestamptz - p.interval_month * ?::bigint * interval '1 millisecond'
            """;

    private final Sql sql;

    public KeyStore(Sql sql) {
        this.sql = sql;
    }

    public void add(Key key) {
        Key.Traits traits = key.traits();
        Life life = key.life();
        sql.write(
                """
                insert into kms_key (id, instance_id, name, description, tags, key_ring, extractable, imported,
                                     expiration_date, created_at, created_by, state, state_since, revision,
                                     current_version, last_update_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                key.id().value(),
                key.home().instanceId(),
                traits.name(),
                traits.description(),
                traits.tags().toArray(String[]::new),
                traits.keyRing(),
                traits.extractable(),
                traits.imported(),
                traits.expirationDate(),
                key.createdAt(),
                key.createdBy(),
                life.state().number(),
                life.since(),
                life.revision(),
                life.current().id().value(),
                life.lastUpdate());
    }

    public Optional<Key> find(String instanceId, KeyId id) {
        return sql.first(KeyRow.SELECT + "where k.instance_id = ? and k.id = ?", KeyRow::read, instanceId, id.value());
    }

    /**
     * Locks the row until the transaction ends: the first thing whoever changes a key does. Read after the lock and not with
     * it, since what is joined to a row that was waited for would be as old as the wait.
     */
    public Optional<Key> lock(String instanceId, KeyId id) {
        return sql.first(
                        "select 1 from kms_key where instance_id = ? and id = ? for update",
                        row -> row.getInt(1),
                        instanceId,
                        id.value())
                .flatMap(_ -> find(instanceId, id));
    }

    /** The key that holds the alias. */
    public Optional<KeyId> named(String instanceId, String alias) {
        return sql.first(
                "select key_id from key_alias where instance_id = ? and alias = ? and held",
                KeyStore::id,
                instanceId,
                alias);
    }

    /** @param authorization absent to withdraw it */
    public void authorizeDeletion(KeyId id, Key.@Nullable Authorization authorization) {
        sql.write(
                "update kms_key set deletion_authorized_by = ?::text, deletion_authorized_until = ?::timestamptz where id = ?",
                authorization == null ? null : authorization.by(),
                authorization == null ? null : authorization.until(),
                id.value());
    }

    public void move(Key key) {
        sql.write(
                "update kms_key set key_ring = ?, last_update_at = ? where id = ?",
                key.traits().keyRing(),
                key.life().lastUpdate(),
                key.id().value());
    }

    /** Whatever the instance: for those who name keys by CRN or by id alone. */
    public List<Key> findAnywhere(Collection<KeyId> ids) {
        String[] texts = ids.stream().map(KeyId::toString).toArray(String[]::new);
        return sql.list(KeyRow.SELECT + "where k.id = any (?::uuid[])", KeyRow::read, (Object) texts);
    }

    public Optional<Key> lockAnywhere(KeyId id) {
        return sql.first("select instance_id from kms_key where id = ? for update", row -> row.getString(1), id.value())
                .flatMap(instanceId -> find(instanceId, id));
    }

    /** As {@link #lockAnywhere}; absent also while another transaction has it. */
    public Optional<Key> lockUnlessHeld(KeyId id) {
        return sql.first(
                        "select instance_id from kms_key where id = ? for update skip locked",
                        row -> row.getString(1),
                        id.value())
                .flatMap(instanceId -> find(instanceId, id));
    }

    /** Writes the life of a key that this transaction has locked. */
    public void update(Key key) {
        Life life = key.life();
        Life.Deletion deletion = life.deletion();
        sql.write(
                """
                update kms_key
                   set state = ?, state_since = ?, revision = ?, current_version = ?, last_update_at = ?,
                       last_rotate_at = ?, deleted_at = ?, deleted_by = ?
                 where id = ?
                """,
                life.state().number(),
                life.since(),
                life.revision(),
                life.current().id().value(),
                life.lastUpdate(),
                life.lastRotation(),
                deletion == null ? null : deletion.at(),
                deletion == null ? null : deletion.by(),
                key.id().value());
    }

    /** With its versions, changes, registrations and acknowledgements. */
    public void remove(KeyId id) {
        sql.write("delete from kms_key where id = ?", id.value());
    }

    /** How many keys of the instance are not destroyed; counted only up to {@code most}. */
    public long living(String instanceId, int most) {
        return sql.first(
                        "select count(*) from (select 1 from kms_key where instance_id = ? and state <> 5 limit ?) living",
                        row -> row.getLong(1),
                        instanceId,
                        most)
                .orElse(0L);
    }

    public boolean any(String instanceId) {
        return sql.first("select 1 from kms_key where instance_id = ? limit 1", row -> row.getInt(1), instanceId)
                .isPresent();
    }

    /**
     * Active keys whose rotation policy is enabled and whose interval is over.
     *
     * @param after where the former part of the list ended; absent for the first part
     */
    public List<KeyId> rotationDue(Instant now, Duration month, @Nullable KeyId after, int limit) {
        return sql.list(
                DUE_FOR_ROTATION + " and (?::uuid is null or k.id > ?::uuid) order by k.id limit ?",
                KeyStore::id,
                now,
                now,
                month.toMillis(),
                value(after),
                value(after),
                limit);
    }

    /**
     * Puts off policies that were to be looked at by now and are not due: to when they are, or, if their key is not active, until
     * it is. A key that somebody else holds is left. Returns how many were put off, at most {@code limit}.
     */
    public int putOffRotations(Instant now, Duration month, int limit) {
        return sql.write("""
                with part as (select k.id, k.state, coalesce(k.last_rotate_at, k.created_at) as since
                                from key_policy p join kms_key k on k.id = p.key_id
                               where p.kind = 'rotation' and p.enabled and p.look_at <= ?::timestamptz
                                 and (k.state <> 1
                                      or coalesce(k.last_rotate_at, k.created_at)
                                         > ?::timestamptz - p.interval_month * ?::bigint * interval '1 millisecond')
                               limit ? for no key update of k skip locked)
                update key_policy p
                   set look_at = case when part.state = 1
                                      then part.since + p.interval_month * ?::bigint * interval '1 millisecond'
                                      else 'infinity' end
                  from part where p.key_id = part.id and p.kind = 'rotation'
                """, now, now, month.toMillis(), limit, month.toMillis());
    }

    /** Locks the key if it still is due and nobody else holds it. */
    public boolean claimForRotation(KeyId id, Instant now, Duration month) {
        return sql.first(
                        DUE_FOR_ROTATION + " and k.id = ? for update of k skip locked",
                        KeyStore::id,
                        now,
                        now,
                        month.toMillis(),
                        id.value())
                .isPresent();
    }

    /** @param after as in {@link #rotationDue} */
    public List<KeyId> activeRootKeys(@Nullable KeyId after, int limit) {
        return sql.list(
                "select id from kms_key where state = 1 and not extractable and (?::uuid is null or id > ?::uuid)"
                        + " order by id limit ?",
                KeyStore::id,
                value(after),
                value(after),
                limit);
    }

    /** @param after as in {@link #rotationDue} */
    public List<KeyId> expiredBy(Instant now, @Nullable KeyId after, int limit) {
        return due("state = 1 and expiration_date <= ?", now, after, limit);
    }

    /** @param after as in {@link #rotationDue} */
    public List<KeyId> deletedBefore(Instant then, @Nullable KeyId after, int limit) {
        return due("state = 5 and deleted_at < ?", then, after, limit);
    }

    /** Instances that have been given up and hold keys deleted before then. */
    public List<String> closedWithDeletedBefore(Instant then) {
        return sql.list("""
                select i.id from instance i
                 where i.closed_at is not null
                   and exists (select 1 from kms_key k where k.instance_id = i.id and k.deleted_at < ?)
                """, row -> row.getString(1), then);
    }

    /**
     * As {@link #deletedBefore}, in one instance.
     *
     * @param after as in {@link #rotationDue}
     */
    public List<KeyId> deletedInBefore(String instanceId, Instant then, @Nullable KeyId after, int limit) {
        return sql.list("""
                select id from kms_key
                 where instance_id = ? and state = 5 and deleted_at < ? and (?::uuid is null or id > ?::uuid)
                 order by id limit ?
                """, KeyStore::id, instanceId, then, value(after), value(after), limit);
    }

    private List<KeyId> due(String condition, Instant time, @Nullable KeyId after, int limit) {
        return sql.list(
                "select id from kms_key where " + condition
                        + " and (?::uuid is null or id > ?::uuid) order by id limit ?",
                KeyStore::id,
                time,
                value(after),
                value(after),
                limit);
    }

    private static KeyId id(ResultSet row) throws SQLException {
        return new KeyId(row.getObject(1, UUID.class));
    }

    private static @Nullable UUID value(@Nullable KeyId id) {
        return id == null ? null : id.value();
    }
}
