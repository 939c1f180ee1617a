package io.claviger.keyclient.lease;

import io.claviger.keyclient.kms.WatermarkKeys.PublicKeyText;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Rows of {@code key_watermark} and {@code watermark_signer}, in the caller's transaction. */
@ApplicationScoped
class WatchTable {

    private final DataSource dataSource;

    WatchTable(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** A row, locked, and the time by the clock that all leases go by. */
    record Locked(Watched watched, Instant now) {}

    /** The partition's row, locked until the transaction ends; a new one when there is none. */
    Locked lock(int partition, long offset) {
        execute(
                "insert into key_watermark (partition, partitions, next_offset, blind_since)"
                        + " values (?, 0, ?, clock_timestamp()) on conflict do nothing",
                partition,
                offset);
        return query(
                        "select partitions, next_offset, blind_since, proven_at, clock_timestamp() from key_watermark"
                                + " where partition = ? for update",
                        row -> {
                            Timestamp proven = row.getTimestamp(4);
                            return new Locked(
                                    new Watched(
                                            partition,
                                            row.getInt(1),
                                            row.getLong(2),
                                            row.getTimestamp(3).toInstant(),
                                            proven == null ? null : proven.toInstant()),
                                    row.getTimestamp(5).toInstant());
                        },
                        partition)
                .getFirst();
    }

    void save(Watched watched) {
        execute(
                "update key_watermark set partitions = ?, next_offset = ?, blind_since = ?, proven_at = ?"
                        + " where partition = ?",
                watched.partitions(),
                watched.nextOffset(),
                Timestamp.from(watched.blindSince()),
                watched.provenAt() == null ? null : Timestamp.from(watched.provenAt()),
                watched.partition());
    }

    List<PublicKeyText> signers(Duration trusted) {
        return query(
                "select id, public_key from watermark_signer where learned_at > now() - ? * interval '1 millisecond'",
                row -> new PublicKeyText(row.getString(1), row.getString(2)),
                trusted.toMillis());
    }

    /** These and no others. */
    void learn(Collection<PublicKeyText> keys) {
        execute("delete from watermark_signer where id <> all (?)", (Object)
                keys.stream().map(PublicKeyText::id).toArray(String[]::new));
        keys.forEach(key -> execute(
                "insert into watermark_signer (id, public_key) values (?, ?) on conflict (id) do update"
                        + " set public_key = excluded.public_key, learned_at = now()",
                key.id(),
                key.base64url()));
    }

    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> query(String sql, Reading<T> reading, Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet row = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(reading.read(row));
            }
            return rows;
        } catch (SQLException e) {
            throw new LeaseStoreException("the watermarks cannot be read", e);
        }
    }

    private void execute(String sql, @Nullable Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = prepare(connection, sql, parameters)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new LeaseStoreException("the watermarks cannot be written", e);
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
