package io.claviger.keys.rootkey.store;

import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code key_change}: what each revision of a key was, for example {@code rotated}. */
@ApplicationScoped
public class ChangeStore {

    /** A revision that only repeated the notification of an earlier one. */
    public static final String SYNCED = "synced";

    private final Sql sql;

    public ChangeStore(Sql sql) {
        this.sql = sql;
    }

    public record Change(long revision, String what, Instant at) {}

    /** What an event told. */
    public record Told(KeyId key, long revision, String what) {}

    /** @param eventId absent when no event tells of it */
    public void note(Key key, String change, Instant at, String by, @Nullable String eventId) {
        sql.write(
                """
                insert into key_change (key_id, revision, change, version_id, changed_at, changed_by, event_id)
                values (?, ?, ?, ?, ?, ?, ?::text)
                """,
                key.id().value(),
                key.life().revision(),
                change,
                key.life().current().id().value(),
                at,
                by,
                eventId);
    }

    /** Empty for an event that no key of the instance has sent. */
    public Optional<Told> byEvent(String instanceId, String eventId) {
        return sql.first(
                """
                select c.key_id, c.revision, t.change
                  from key_change c
                  join kms_key k on k.id = c.key_id and k.instance_id = ?
                  join key_change t on t.key_id = c.key_id and t.revision <= c.revision and t.change <> ?
                 where c.event_id = ?
                 order by t.revision desc limit 1
                """,
                row -> new Told(new KeyId(row.getObject(1, UUID.class)), row.getLong(2), row.getString(3)),
                instanceId,
                SYNCED,
                eventId);
    }

    /** The newest, repetitions included; empty for a key whose changes a former release did not note. */
    public Optional<Change> last(KeyId id) {
        return sql.first(
                "select revision, change, changed_at from key_change where key_id = ? order by revision desc limit 1",
                ChangeStore::read,
                id.value());
    }

    /** What the revision told its readers: of a repetition, what it repeated. */
    public Optional<String> told(KeyId id, long revision) {
        return sql.first("""
                select t.change
                  from key_change c
                  join key_change t on t.key_id = c.key_id and t.revision <= c.revision and t.change <> ?
                 where c.key_id = ? and c.revision = ?
                 order by t.revision desc limit 1
                """, row -> row.getString(1), SYNCED, id.value(), revision);
    }

    private static Change read(ResultSet row) throws SQLException {
        return new Change(row.getLong(1), row.getString(2), Sql.time(row, 3));
    }
}
