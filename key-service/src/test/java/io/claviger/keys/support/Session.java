package io.claviger.keys.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** One transaction after the other of somebody else in the service's database. Closing rolls back what is not committed. */
public final class Session implements AutoCloseable {

    private final Connection connection;
    private final int pid;

    public Session() throws SQLException {
        connection = DriverManager.getConnection(
                System.getProperty("quarkus.datasource.jdbc.url"),
                System.getProperty("quarkus.datasource.username"),
                System.getProperty("quarkus.datasource.password"));
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            pid = row.getInt(1);
        }
    }

    public void run(String statement) throws SQLException {
        try (var prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
    }

    public void lock(String table, String id) throws SQLException {
        run("select 1 from " + table + " where id = '" + id + "' for update");
    }

    /** Whether nobody else holds it; if so, this session does from now on. */
    public boolean locksAtOnce(String table, String id) throws SQLException {
        try {
            run("select 1 from " + table + " where id = '" + id + "' for update nowait");
            return true;
        } catch (SQLException e) {
            if ("55P03".equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Whether somebody waits for what this session holds. */
    public boolean isWaitedFor() {
        List<String> waiting =
                Rows.column("select pid::text from pg_stat_activity where ? = any (pg_blocking_pids(pid))", pid);
        return !waiting.isEmpty();
    }

    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
