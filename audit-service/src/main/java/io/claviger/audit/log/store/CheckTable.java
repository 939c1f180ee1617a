package io.claviger.audit.log.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.audit.log.store.LogCheck.Finding;
import io.claviger.audit.merkle.Frontier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The row that replicas leave the check to each other in. Works on the connection it is given. */
final class CheckTable {

    /** Advisory locks have one number space per database; "claviger/check" spelled in a number nobody else uses. */
    private static final long LOCK = 0x636c_6176_6368_6b00L;

    private static final Logger LOG = Logger.getLogger(CheckTable.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String PUT = """
            insert into log_check (size, frontier, held, roots_hold, findings, began_at, ended_at, ended_size, former)
                values (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?::jsonb)
                on conflict (one) do update set size = excluded.size, frontier = excluded.frontier,
                    held = excluded.held, roots_hold = excluded.roots_hold, findings = excluded.findings,
                    began_at = excluded.began_at, ended_at = excluded.ended_at, ended_size = excluded.ended_size,
                    former = excluded.former
            """;

    private final Connection connection;

    CheckTable(Connection connection) {
        this.connection = connection;
    }

    /** Of the session, and not of a transaction: one that lasts would hold the relay's events back. */
    boolean tryLock() throws SQLException {
        return lock("select pg_try_advisory_lock(?)");
    }

    void unlock() throws SQLException {
        lock("select pg_advisory_unlock(?)");
    }

    private boolean lock(String sql) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(sql)) {
            lock.setLong(1, LOCK);
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    Optional<CheckState> find() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select size, frontier, held, roots_hold, findings,"
                        + " began_at, ended_at, ended_size, former from log_check");
                ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(state(row)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // Somebody else wrote it; the check begins again.
            LOG.warnf("state of the check is none reason=%s", e.getMessage());
            return Optional.empty();
        }
    }

    private static CheckState state(ResultSet row) throws SQLException {
        Timestamp ended = row.getTimestamp(7);
        return new CheckState(
                new AuditProgress(
                        Frontier.of(row.getLong(1), row.getBytes(2)),
                        row.getLong(3),
                        row.getBoolean(4),
                        findings(row.getString(5))),
                row.getTimestamp(6).toInstant(),
                ended == null ? null : ended.toInstant(),
                row.getLong(8),
                findings(row.getString(9)));
    }

    void put(CheckState state) throws SQLException {
        AuditProgress progress = state.progress();
        try (PreparedStatement put = connection.prepareStatement(PUT)) {
            put.setLong(1, progress.computed().size());
            put.setBytes(2, progress.computed().toBytes());
            put.setLong(3, progress.held());
            put.setBoolean(4, progress.rootsHold());
            put.setString(5, text(progress.findings()));
            put.setTimestamp(6, Timestamp.from(state.beganAt()));
            put.setTimestamp(7, state.endedAt() == null ? null : Timestamp.from(state.endedAt()));
            put.setLong(8, state.endedSize());
            put.setString(9, text(state.former()));
            put.executeUpdate();
        }
    }

    private static List<Finding> findings(String json) {
        try {
            Finding[] found = JSON.readValue(json, Finding[].class);
            if (found != null && Stream.of(found).noneMatch(Objects::isNull)) {
                return List.of(found);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("log_check has findings that nobody can read", e);
        }
        throw new IllegalArgumentException("log_check has no findings");
    }

    private static String text(List<Finding> findings) throws SQLException {
        try {
            return JSON.writeValueAsString(findings);
        } catch (JsonProcessingException e) {
            throw new SQLException("findings cannot be written", e);
        }
    }
}
