package io.claviger.keys.instance.store;

import io.claviger.keys.custody.InstanceKey;
import io.claviger.keys.custody.Sealed;
import io.claviger.keys.instance.rules.Instance;
import io.claviger.keys.instance.rules.InstanceMark;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code instance}. One that has been given up is found only by the methods that say so. */
@ApplicationScoped
public class InstanceStore {

    private static final String SELECT = """
            select id, service, region, account_id, name, resource_group, plan_id, instance_key_id, sealed_key, created_at,
                   created_by
              from instance
            """;

    private final Sql sql;

    public InstanceStore(Sql sql) {
        this.sql = sql;
    }

    public void add(Instance instance) {
        sql.write(
                """
                insert into instance (id, service, region, account_id, name, resource_group, plan_id, instance_key_id,
                                      sealed_key, created_at, created_by)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                instance.id(),
                instance.service(),
                instance.region(),
                instance.accountId(),
                instance.name(),
                instance.resourceGroup(),
                instance.planId(),
                instance.key().id(),
                instance.key().sealed().toBytes(),
                instance.createdAt(),
                instance.createdBy());
    }

    public Optional<Instance> find(String id) {
        return sql.first(SELECT + "where id = ? and closed_at is null", InstanceStore::read, id);
    }

    /** Keeps keys from being added and restored until the transaction ends. */
    public Optional<Instance> lock(String id) {
        return sql.first(SELECT + "where id = ? and closed_at is null for update", InstanceStore::read, id);
    }

    /** One that has been given up and is not removed yet. */
    public Optional<Instance> findClosed(String id) {
        return sql.first(SELECT + "where id = ? and closed_at is not null", InstanceStore::read, id);
    }

    /** As {@link #lock}, of one that has been given up. */
    public Optional<Instance> lockClosed(String id) {
        return sql.first(SELECT + "where id = ? and closed_at is not null for update", InstanceStore::read, id);
    }

    /** Those that have been given up and hold no key any more. */
    public List<String> closedAndEmpty(int limit) {
        return sql.list("""
                select i.id from instance i
                 where i.closed_at is not null and not exists (select 1 from kms_key k where k.instance_id = i.id)
                 order by i.id limit ?
                """, row -> row.getString(1), limit);
    }

    /** Of one that this transaction has locked. */
    public void close(String id, Instant now, String by) {
        sql.write("update instance set closed_at = ?, closed_by = ? where id = ?", now, by, id);
    }

    /** As {@link #close}. */
    public void reopen(String id) {
        sql.write("update instance set closed_at = null, closed_by = null where id = ?", id);
    }

    /** Keeps the instance from being given up until the transaction ends; false when it already is. */
    public boolean hold(String id) {
        return sql.first(
                        "select 1 from instance where id = ? and closed_at is null for key share",
                        row -> row.getInt(1),
                        id)
                .isPresent();
    }

    /**
     * As {@link #hold}, and refuses when it is deleted. Before a key is locked, as its deletion does, or the two could wait for
     * each other for ever.
     */
    public void requireHeld(String id) {
        if (!hold(id)) {
            throw Refusal.unauthorized("The instance has been deleted.").asException();
        }
    }

    /**
     * Oldest first.
     *
     * @param accountId absent for those of all accounts
     * @param after where the former part of the list ended; absent for the first part
     */
    public List<Instance> list(@Nullable String accountId, @Nullable InstanceMark after, int limit) {
        @Nullable Instant time = after == null ? null : after.createdAt();
        return sql.list(
                SELECT + """
                where closed_at is null and (?::text is null or account_id = ?::text)
                  and (?::timestamptz is null or (created_at, id) > (?::timestamptz, ?::text))
                order by created_at, id limit ?
                """,
                InstanceStore::read,
                accountId,
                accountId,
                time,
                time,
                after == null ? null : after.id(),
                limit);
    }

    public void remove(String id) {
        sql.write("delete from instance where id = ?", id);
    }

    private static Instance read(ResultSet row) throws SQLException {
        String id = row.getString(1);
        return new Instance(
                id,
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                new InstanceKey(id, row.getObject(8, UUID.class), Sealed.fromBytes(row.getBytes(9))),
                Sql.time(row, 10),
                row.getString(11));
    }
}
