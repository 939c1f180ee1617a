package io.claviger.kit.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Rings when a transaction with events commits. It keeps one connection of the pool for as long as it hangs, and gives it
 * back deaf: a pooled connection that still listens would pile up notifications in its driver for ever.
 */
final class OutboxBell implements AutoCloseable {

    private final Connection connection;

    private OutboxBell(Connection connection) {
        this.connection = connection;
    }

    static OutboxBell hang(DataSource dataSource) throws SQLException {
        Connection connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen outbox");
            return new OutboxBell(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** For the relay's own work: it must not have to wait for the pool when callers have emptied it. */
    Connection connection() {
        return connection;
    }

    /** Returns when it rings or when the time is over. */
    void await(Duration longest) throws SQLException {
        // Zero would mean for ever.
        connection.unwrap(PGConnection.class).getNotifications((int) Math.max(1, longest.toMillis()));
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute("unlisten *");
        }
    }
}
