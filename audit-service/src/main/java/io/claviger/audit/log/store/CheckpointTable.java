package io.claviger.audit.log.store;

import io.claviger.audit.merkle.Hash;
import io.claviger.audit.note.SignedNote;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Every checkpoint ever signed, and what somebody made of it. Works on the connection, and so in the transaction, it is given. */
final class CheckpointTable {

    /** Chosen once; only signers of the same database compete for it. */
    private static final long SIGNERS_LOCK = 0x636b7074L;

    private static final Logger LOG = Logger.getLogger(CheckpointTable.class);

    private static final String COLUMNS = "select size, root, note, signed_at from checkpoint ";

    private final Connection connection;

    CheckpointTable(Connection connection) {
        this.connection = connection;
    }

    /** @param checkpoint absent where the row's note is none */
    record Row(long size, Optional<SignedCheckpoint> checkpoint) {

        private SignedCheckpoint whole() {
            return checkpoint.orElseThrow(
                    () -> new LogDamaged("the checkpoint of size " + size + " is no signed note"));
        }
    }

    /** Until the transaction ends nobody else signs; appending goes on. */
    void lock() throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
            lock.setLong(1, SIGNERS_LOCK);
            lock.execute();
        }
    }

    Optional<SignedCheckpoint> newest() throws SQLException {
        return newestRow().map(Row::whole);
    }

    Optional<Row> newestRow() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + "order by size desc limit 1")) {
            return read(select).stream().findFirst();
        }
    }

    Optional<SignedCheckpoint> ofSize(long size) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + "where size = ?")) {
            select.setLong(1, size);
            return read(select).stream().findFirst().map(Row::whole);
        }
    }

    /** In the order of their sizes. */
    List<Row> after(long size, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + "where size > ? order by size limit ?")) {
            select.setLong(1, size);
            select.setInt(2, limit);
            return read(select);
        }
    }

    /** Fails when this size has been signed before: there is no second root for one size. */
    void insert(long size, Hash root, SignedNote note, Instant signedAt) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into checkpoint (size, root, note, signed_at) values (?, ?, ?, ?)")) {
            insert.setLong(1, size);
            insert.setBytes(2, root.bytes());
            insert.setString(3, note.toString());
            insert.setTimestamp(4, Timestamp.from(signedAt));
            insert.executeUpdate();
        }
    }

    private static List<Row> read(PreparedStatement select) throws SQLException {
        List<Row> checkpoints = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                checkpoints.add(new Row(rows.getLong(1), checkpoint(rows)));
            }
        }
        return checkpoints;
    }

    private static Optional<SignedCheckpoint> checkpoint(ResultSet row) throws SQLException {
        try {
            return Optional.of(new SignedCheckpoint(
                    row.getLong(1),
                    Hash.of(row.getBytes(2)),
                    SignedNote.parse(row.getString(3)),
                    row.getTimestamp(4).toInstant()));
        } catch (IllegalArgumentException e) {
            LOG.debugf("no checkpoint size=%d reason=%s", row.getLong(1), e.getMessage());
            return Optional.empty();
        }
    }
}
