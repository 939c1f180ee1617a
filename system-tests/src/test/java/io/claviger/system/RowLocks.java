package io.claviger.system;

import static org.awaitility.Awaitility.await;

import io.claviger.local.layout.Service;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Rows of a service's database, locked by transactions of the test's own: whoever would write one waits until it is let go. So a
 * service can be held at any step that writes, with nothing in it that knows of tests.
 */
final class RowLocks implements AutoCloseable {

    private static final String OWN = "row locks of a test";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofMillis(20);

    private static final String WAITS_FOR = "select 1 from pg_stat_activity where application_name <> '" + OWN
            + "' and wait_event_type = 'Lock' and ? = any(pg_blocking_pids(pid))";
    /** Who is in whose way: what a test that waited in vain must say. */
    private static final String EVERYBODY = """
            select pid || ' ' || application_name || ' ' || state || ' since ' || date_trunc('milliseconds', now() - state_change)
                   || ' behind ' || pg_blocking_pids(pid)::text || ': ' || left(query, 160)
              from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()
               and (xact_start is not null or cardinality(pg_blocking_pids(pid)) > 0)
             order by xact_start
            """;

    private static final String IS_QUEUED = "select 1 where cardinality(pg_blocking_pids(?)) > 0";

    private final Installation installation;
    private final Service service;
    private final Connection watch;
    private final List<Connection> opened = new ArrayList<>();
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

    RowLocks(Installation installation, Service service) throws IOException, SQLException {
        this.installation = installation;
        this.service = service;
        this.watch = open();
        watch.setAutoCommit(true);
    }

    /** Asks for rows, and is in the queue for them at the latest when {@link Lock#awaitQueued} returns. */
    Lock ask(String table, String where, Object... values) throws IOException, SQLException {
        Connection spare = idle.poll();
        return new Lock(
                spare == null ? open() : spare, "select 1 from " + table + " where " + where + " for update", values);
    }

    /** Rows that nobody holds for long. */
    Lock take(String table, String where, Object... values) throws IOException, SQLException {
        Lock lock = ask(table, where, values);
        lock.awaitHeld();
        return lock;
    }

    /** The first column of the rows that are committed. */
    synchronized List<String> read(String select, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(watch, select, values);
                ResultSet rows = statement.executeQuery()) {
            List<String> read = new ArrayList<>();
            while (rows.next()) {
                read.add(rows.getString(1));
            }
            return read;
        }
    }

    /** For when nothing is asked for any more. */
    synchronized void letEverythingGo() throws SQLException {
        for (Connection connection : opened) {
            if (connection != watch) {
                connection.rollback();
            }
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        for (Connection connection : opened) {
            connection.close();
        }
    }

    private synchronized Connection open() throws IOException, SQLException {
        Connection connection = installation.connect(service);
        opened.add(connection);
        connection.setClientInfo("ApplicationName", OWN);
        connection.setAutoCommit(false);
        return connection;
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    /** A transaction that holds rows, or waits for them. */
    final class Lock {

        private final Connection connection;
        private final int backend;
        private final CompletableFuture<Integer> held = new CompletableFuture<>();

        private Lock(Connection connection, String select, Object... values) throws SQLException {
            this.connection = connection;
            try (PreparedStatement own = connection.prepareStatement("select pg_backend_pid()");
                    ResultSet row = own.executeQuery()) {
                row.next();
                this.backend = row.getInt(1);
            }
            Thread.ofVirtual().start(() -> {
                try (PreparedStatement statement = prepare(connection, select, values);
                        ResultSet rows = statement.executeQuery()) {
                    int count = 0;
                    while (rows.next()) {
                        count++;
                    }
                    if (count == 0) {
                        throw new SQLException("no row is there to be locked: " + select);
                    }
                    held.complete(count);
                } catch (SQLException e) {
                    held.completeExceptionally(e);
                }
            });
        }

        /** Somebody holds a row, and this is the next to have it. */
        void awaitQueued() {
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(BETWEEN)
                    .until(() -> !read(IS_QUEUED, backend).isEmpty());
        }

        void awaitHeld() throws SQLException {
            try {
                held.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new IllegalStateException(
                        "%d waits for a row in vain:%n%s".formatted(backend, String.join("\n", read(EVERYBODY))), e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** The service is there: it cannot go on until this is let go. */
        void awaitService() {
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(BETWEEN)
                    .until(() -> !read(WAITS_FOR, backend).isEmpty());
        }

        void letGo() throws SQLException {
            connection.rollback();
            idle.add(connection);
        }
    }
}
