package io.claviger.audit.log.store;

import io.claviger.audit.merkle.Frontier;
import io.claviger.audit.merkle.Hash;
import io.claviger.audit.merkle.TileHash;
import io.claviger.audit.merkle.TileHashes;
import io.claviger.audit.record.Leaf;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The tables of the log. Works on the connection, and so in the transaction, it is given. */
final class LogTables implements TileHashes {

    private static final String INSERT_ACTIVITY = """
            insert into activity (seq, entry, event_time, action, outcome, initiator_id, target_id, target_key_id,
                                  account_id, correlation_id, concerned_keys, recorded_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final Connection connection;

    LogTables(Connection connection) {
        this.connection = connection;
    }

    /** Takes the writer's lock until the transaction ends. */
    Frontier lockHead() throws SQLException {
        return head("select size, frontier from log_head for update");
    }

    Frontier head() throws SQLException {
        return head("select size, frontier from log_head");
    }

    private Frontier head(String query) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("log_head has no row", "02000");
            }
            return Frontier.of(row.getLong(1), row.getBytes(2));
        } catch (IllegalArgumentException e) {
            throw new LogDamaged("the edge kept for appending is none: " + e.getMessage());
        }
    }

    void setHead(Frontier head) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update log_head set size = ?, frontier = ?")) {
            update.setLong(1, head.size());
            update.setBytes(2, head.toBytes());
            update.executeUpdate();
        }
    }

    void insert(long from, List<Leaf> leaves, Instant recordedAt) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_ACTIVITY)) {
            long seq = from;
            for (Leaf leaf : leaves) {
                set(insert, seq++, leaf, recordedAt);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void set(PreparedStatement insert, long seq, Leaf leaf, Instant recordedAt) throws SQLException {
        Leaf.Facts facts = leaf.facts();
        insert.setLong(1, seq);
        insert.setBytes(2, leaf.entry());
        insert.setTimestamp(3, Timestamp.from(facts.eventTime()));
        insert.setString(4, facts.action());
        insert.setString(5, facts.outcome());
        insert.setString(6, facts.initiatorId());
        insert.setString(7, facts.targetId());
        insert.setString(8, facts.targetKeyId());
        insert.setString(9, facts.account());
        insert.setString(10, facts.correlationId());
        insert.setArray(
                11, connection.createArrayOf("text", facts.concernedKeys().toArray()));
        insert.setTimestamp(12, Timestamp.from(recordedAt));
    }

    void insert(List<TileHash> completed) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into tile_hash (level, index, hash) values (?, ?, ?)")) {
            for (TileHash hash : completed) {
                insert.setInt(1, hash.level());
                insert.setLong(2, hash.index());
                insert.setBytes(3, hash.hash().bytes());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    public List<Hash> range(int level, long from, int count) {
        List<Hash> hashes = new ArrayList<>(count);
        try (PreparedStatement select = connection.prepareStatement(
                "select hash from tile_hash where level = ? and index >= ? and index < ? order by index")) {
            select.setInt(1, level);
            select.setLong(2, from);
            select.setLong(3, from + count);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    hashes.add(Hash.of(rows.getBytes(1)));
                }
            }
        } catch (SQLException e) {
            throw new StoreException("tile hashes cannot be read", e);
        }
        if (hashes.size() != count) {
            throw new LogDamaged("level " + level + " has " + hashes.size() + " of the hashes " + from + " to "
                    + (from + count - 1));
        }
        return hashes;
    }

    /** Entries in the order of the log, as far as there are any. */
    List<byte[]> entries(long from, int count) throws SQLException {
        List<byte[]> entries = new ArrayList<>(count);
        try (PreparedStatement select =
                connection.prepareStatement("select entry from activity where seq >= ? and seq < ? order by seq")) {
            select.setLong(1, from);
            select.setLong(2, from + count);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    entries.add(rows.getBytes(1));
                }
            }
        }
        return entries;
    }
}
