package io.claviger.keyclient.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Somebody else at the database, who holds locks until this is closed. */
public final class Session implements AutoCloseable {

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Connection connection;

    public Session(DataSource dataSource) throws SQLException {
        connection = dataSource.getConnection();
        connection.setAutoCommit(false);
    }

    /** Takes the key's row. */
    public void lockKey(String keyCrn) throws SQLException {
        number("select 1 from bound_key where crn = ? for update", keyCrn);
    }

    /** Whether nobody else holds one of the rows that the query locks. */
    public boolean locksAtOnce(String query, String keyCrn) throws SQLException {
        try {
            number(query + " for update nowait", keyCrn);
            return true;
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    public boolean isWaitedFor() throws SQLException {
        return number("select count(*) from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid))") > 0;
    }

    private long number(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.close();
    }
}
