package io.claviger.keys.watermark.store;

import io.claviger.keys.custody.Sealed;
import io.claviger.keys.custody.SigningKey;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signing keys, and whose turn it is to write. All times are the database's. */
@ApplicationScoped
public class WatermarkStore {

    private static final String COLUMNS = "select id, public_key, sealed_seed from watermark_key";

    private final Sql sql;

    WatermarkStore(Sql sql) {
        this.sql = sql;
    }

    /** When this transaction began, if the last turn is longer ago than {@code pause}. Another that wants it waits here. */
    public Optional<Instant> takeTurn(Duration pause) {
        return sql.first(
                "update watermark_turn set written_at = now()"
                        + " where id = 1 and written_at <= now() - ? * interval '1 millisecond' returning now()",
                row -> Sql.time(row, 1),
                pause.toMillis());
    }

    /** Until this transaction's end nobody else makes a key. An advisory lock, for it is no write (see {@code Outbox}). */
    public void oneAtATime() {
        sql.first("select pg_advisory_xact_lock(hashtext('watermark_key'))::text", row -> Boolean.TRUE);
    }

    /** When that was; empty where nobody had a turn yet. */
    public Optional<Instant> lastTurn() {
        return sql.first(
                "select written_at from watermark_turn where id = 1 and written_at > 'epoch'", row -> Sql.time(row, 1));
    }

    /** As if the last turn were now: whatever was written before is accounted for. */
    public void skipTurn() {
        sql.write("update watermark_turn set written_at = greatest(written_at, clock_timestamp()) where id = 1");
    }

    /** Newest first. */
    public List<SigningKey> keys() {
        return sql.list(COLUMNS + " order by created_at desc, id desc", WatermarkStore::read);
    }

    public Optional<SigningKey> newestPublicFor(Duration age) {
        return sql.first(
                COLUMNS + " where created_at <= now() - ? * interval '1 millisecond'"
                        + " order by created_at desc, id desc limit 1",
                WatermarkStore::read,
                age.toMillis());
    }

    public boolean newestIsOlderThan(Duration age) {
        return sql.first(
                        "select max(created_at) < now() - ? * interval '1 millisecond' from watermark_key",
                        row -> row.getBoolean(1),
                        age.toMillis())
                .orElse(false);
    }

    public void add(SigningKey key) {
        sql.write(
                "insert into watermark_key (id, public_key, sealed_seed) values (?, ?, ?)",
                key.id(),
                key.publicKey(),
                key.sealedSeed().toBytes());
    }

    public void remove(String id) {
        sql.write("delete from watermark_key where id = ?", id);
    }

    public void keepNewest(int count) {
        sql.write(
                "delete from watermark_key where id not in"
                        + " (select id from watermark_key order by created_at desc, id desc limit ?)",
                count);
    }

    private static SigningKey read(ResultSet row) throws SQLException {
        return new SigningKey(row.getString(1), row.getString(2), Sealed.fromBytes(row.getBytes(3)));
    }
}
