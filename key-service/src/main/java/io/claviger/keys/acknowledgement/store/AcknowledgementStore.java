package io.claviger.keys.acknowledgement.store;

import io.claviger.events.KeyAcknowledged;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code acknowledgement}: the newest word of each consumer about each key. */
@ApplicationScoped
public class AcknowledgementStore {

    private final Sql sql;

    public AcknowledgementStore(Sql sql) {
        this.sql = sql;
    }

    /**
     * False when a newer word is known; then nothing was written. Newer is the word about the later revision, and of two about
     * the same one that of the newer version; no clock is asked, since a consumer's may be wrong.
     */
    public boolean keep(KeyId key, VersionId version, KeyAcknowledged word) {
        return sql.write(
                        """
                        insert into acknowledgement (key_id, consumer, revision, version_id, key_state, dependants, acked_at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        on conflict (key_id, consumer) do update
                           set revision = excluded.revision, version_id = excluded.version_id,
                               key_state = excluded.key_state, dependants = excluded.dependants,
                               acked_at = excluded.acked_at
                         where excluded.revision > acknowledgement.revision
                            or (excluded.revision = acknowledgement.revision
                                and (select n.ordinal from key_version n where n.id = excluded.version_id)
                                  > (select o.ordinal from key_version o where o.id = acknowledgement.version_id))
                        """,
                        key.value(),
                        word.consumer(),
                        word.revision(),
                        version.value(),
                        word.keyState(),
                        word.dependants(),
                        word.at())
                == 1;
    }

    /** A change whose time for acknowledgements is over. */
    public record Overdue(KeyId key, long revision, Instant changedAt, String eventId) {}

    /** @param service whose resource it is */
    public record Silent(String resourceCrn, String service) {}

    /**
     * Changes from before {@code then} of which it is not settled who has acknowledged them, oldest first.
     *
     * @param after where the former part of the list ended; absent for the first part
     */
    public List<Overdue> overdue(Instant then, @Nullable Overdue after, int limit) {
        @Nullable Instant time = after == null ? null : after.changedAt();
        return sql.list(
                """
                select key_id, revision, changed_at, event_id from key_change
                 where event_id is not null and settled_at is null and change <> 'created' and changed_at <= ?
                   and (?::timestamptz is null or (changed_at, key_id, revision) > (?::timestamptz, ?::uuid, ?::bigint))
                 order by changed_at, key_id, revision limit ?
                """,
                AcknowledgementStore::readOverdue,
                then,
                time,
                time,
                after == null ? null : after.key().value(),
                after == null ? null : after.revision(),
                limit);
    }

    /** Locks the change; empty if it is settled by now, or another replica is at it. Otherwise how far its silence is told. */
    public Optional<String> claim(Overdue due) {
        return sql.first("""
                select heard_to from key_change where key_id = ? and revision = ? and settled_at is null
                   for update skip locked
                """, row -> row.getString(1), due.key().value(), due.revision());
    }

    /** Resources registered before the change whose service has acknowledged neither it nor anything later. */
    public List<Silent> silent(Overdue due, String after, int limit) {
        return sql.list(
                """
                select r.resource_crn, r.created_by
                  from registration r
                  left join acknowledgement a on a.key_id = r.key_id and 'iam-ServiceId-' || a.consumer = r.created_by
                 where r.key_id = ? and r.created_at <= ? and coalesce(a.revision, 0) < ? and r.resource_crn > ?
                 order by r.resource_crn limit ?
                """,
                row -> new Silent(row.getString(1), row.getString(2)),
                due.key().value(),
                due.changedAt(),
                due.revision(),
                after,
                limit);
    }

    public void heardTo(Overdue due, String resourceCrn) {
        sql.write(
                "update key_change set heard_to = ? where key_id = ? and revision = ?",
                resourceCrn,
                due.key().value(),
                due.revision());
    }

    public void settle(Overdue due, Instant now) {
        sql.write(
                "update key_change set settled_at = ? where key_id = ? and revision = ?",
                now,
                due.key().value(),
                due.revision());
    }

    private static Overdue readOverdue(ResultSet row) throws SQLException {
        return new Overdue(new KeyId(row.getObject(1, UUID.class)), row.getLong(2), Sql.time(row, 3), row.getString(4));
    }
}
