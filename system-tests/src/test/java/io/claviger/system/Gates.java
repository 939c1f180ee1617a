package io.claviger.system;

import static io.claviger.system.Patience.await;

import io.claviger.local.layout.Service;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Gates in master-service's database at which an enablement stops: triggers that ask for an advisory lock, which the test has. So
 * the service can be held in any step, with nothing in it that knows of tests, and however busy the machine is.
 */
final class Gates implements AutoCloseable {

    /** Where a step that has done everything else writes the enablement, which is in the phase that the gate names. */
    static final String WRITE = "write";
    /** Where somebody would begin the step that leads on from the phase. */
    static final String CLAIM = "claim";

    private static final String OWN = "gates of a test";
    private static final Duration BETWEEN = Duration.ofMillis(20);

    private static final String BUILD = """
            create or replace function gate_of_a_test() returns trigger language plpgsql as $$
            declare
                gate text;
            begin
                if tg_table_name = 'enablement' then
                    gate := old.cluster_id || ' write ' || old.phase;
                elsif new.claim > old.claim then
                    select new.cluster_id || ' claim ' || phase into gate
                      from enablement where cluster_id = new.cluster_id order by requested_at desc limit 1;
                end if;
                if gate is not null then
                    perform pg_advisory_xact_lock_shared(hashtextextended(gate, 0));
                end if;
                return new;
            end $$;
            create or replace trigger gate_of_a_test before update on enablement for each row execute function gate_of_a_test();
            create or replace trigger gate_of_a_test before update on master_work for each row execute function gate_of_a_test();
            """;
    private static final String TAKE_DOWN = "drop function if exists gate_of_a_test() cascade";

    private static final String WAITS_FOR = "select 1 from pg_stat_activity where application_name <> '" + OWN
            + "' and wait_event_type = 'Lock' and ? = any(pg_blocking_pids(pid))";

    private final Installation installation;
    private final Connection watch;
    private final List<Connection> opened = new ArrayList<>();

    Gates(Installation installation) throws IOException, SQLException {
        this.installation = installation;
        this.watch = open();
        execute(BUILD);
    }

    /** Whoever comes to the gate from here on waits there. */
    Gate shut(String cluster, String where, String phase) throws IOException, SQLException {
        Connection connection = open();
        try (PreparedStatement lock = prepare(
                connection,
                "select pg_backend_pid(), pg_advisory_lock(hashtextextended(?, 0))",
                "%s %s %s".formatted(cluster, where, phase))) {
            ResultSet row = lock.executeQuery();
            row.next();
            return new Gate(row.getInt(1));
        }
    }

    /** Locks rows, which nobody has now, until all gates open. */
    void keepRows(String table, String where, Object... values) throws IOException, SQLException {
        Connection connection = open();
        connection.setAutoCommit(false);
        String select = "select 1 from " + table + " where " + where + " for update";
        try (PreparedStatement statement = prepare(connection, select, values);
                ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("no row is there to be locked: " + select);
            }
        }
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

    synchronized void openAll() throws SQLException {
        for (Connection connection : opened) {
            if (connection != watch) {
                connection.close();
            }
        }
        execute(TAKE_DOWN);
    }

    @Override
    public synchronized void close() throws SQLException {
        try (watch) {
            openAll();
        }
    }

    private synchronized Connection open() throws IOException, SQLException {
        Connection connection = installation.connect(Service.MASTER);
        opened.add(connection);
        connection.setClientInfo("ApplicationName", OWN);
        return connection;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = watch.createStatement()) {
            statement.execute(sql);
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    /** One that is shut. */
    final class Gate {

        private final int backend;

        private Gate(int backend) {
            this.backend = backend;
        }

        /** The service is there: it cannot go on. */
        void awaitService() {
            await().pollDelay(Duration.ZERO)
                    .pollInterval(BETWEEN)
                    .until(() -> !read(WAITS_FOR, backend).isEmpty());
        }
    }
}
