package io.claviger.keys.ring.store;

import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.ring.rules.RingId;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Rows of {@code key_ring}. The default ring has none: it cannot be missing. */
@ApplicationScoped
public class RingStore {

    private static final int COUNTED = 1000;
    private static final int CHUNK = 500;

    private final Sql sql;

    public RingStore(Sql sql) {
        this.sql = sql;
    }

    /** A ring as it was made. */
    public record Ring(String id, Instant createdAt, String createdBy) {}

    /**
     * @param keys how many there are, up to a limit
     * @param notDestroyed how many of all its keys, up to a limit
     */
    public record Contents(long keys, long notDestroyed) {}

    /** Keeps rings from being added to the instance by others until the transaction ends; returns how many there are. */
    public long lockAll(String instanceId) {
        sql.list("select 1 from instance where id = ? for no key update", row -> row.getInt(1), instanceId);
        return count(instanceId);
    }

    public long count(String instanceId) {
        return sql.first("select count(*) from key_ring where instance_id = ?", row -> row.getLong(1), instanceId)
                .orElse(0L);
    }

    /** False when there is one of this name already. */
    public boolean add(String instanceId, Ring ring) {
        return sql.write(
                        "insert into key_ring (instance_id, id, created_at, created_by) values (?, ?, ?, ?) "
                                + "on conflict do nothing",
                        instanceId,
                        ring.id(),
                        ring.createdAt(),
                        ring.createdBy())
                > 0;
    }

    public List<Ring> oldestFirst(String instanceId) {
        return sql.list(
                "select id, created_at, created_by from key_ring where instance_id = ? order by created_at, id",
                row -> new Ring(row.getString(1), Sql.time(row, 2), row.getString(3)),
                instanceId);
    }

    /** Keeps the ring from being deleted until the transaction ends; false when there is none. */
    public boolean hold(String instanceId, String id) {
        return id.equals(RingId.DEFAULT) || locked(instanceId, id, "for key share");
    }

    /** As {@link #hold}, and refuses when there is none. */
    public void require(String instanceId, String id) {
        if (!hold(instanceId, id)) {
            throw unknown(id).asException();
        }
    }

    /** Keeps keys from being put into the ring until the transaction ends; false when there is none. */
    public boolean lock(String instanceId, String id) {
        return locked(instanceId, id, "for update");
    }

    private boolean locked(String instanceId, String id, String how) {
        return sql.first(
                        "select 1 from key_ring where instance_id = ? and id = ? " + how,
                        row -> row.getInt(1),
                        instanceId,
                        id)
                .isPresent();
    }

    /** Counted without locking anything, and only up to {@link #COUNTED}: one key is enough to refuse. */
    public Contents contents(String instanceId, String id) {
        return new Contents(counted(instanceId, id, "true"), counted(instanceId, id, "state <> 5"));
    }

    private long counted(String instanceId, String id, String condition) {
        return sql.first(
                        "select count(*) from (select 1 from kms_key where instance_id = ? and key_ring = ? and "
                                + condition + " limit ?) counted",
                        row -> row.getLong(1),
                        instanceId,
                        id,
                        COUNTED)
                .orElse(0L);
    }

    /**
     * In the order of their ids, as everybody locks many keys; one that is being restored is waited for, and stays. False when
     * there was none left to move.
     */
    public boolean moveDestroyedToDefault(String instanceId, String id) {
        return sql.write("""
                with part as (select id from kms_key where instance_id = ? and key_ring = ? and state = 5
                               order by id limit ? for update)
                update kms_key k set key_ring = ? from part where k.id = part.id
                """, instanceId, id, CHUNK, RingId.DEFAULT) > 0;
    }

    /** Of an empty ring that this transaction has locked. */
    public void remove(String instanceId, String id) {
        sql.write("delete from key_ring where instance_id = ? and id = ?", instanceId, id);
    }

    public static Refusal unknown(String id) {
        return Refusal.of(404, "KEY_RING_NOT_FOUND_ERR", "There is no key ring '" + id + "' in this instance.");
    }
}
