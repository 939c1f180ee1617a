package io.claviger.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresEngineTest {
    @Test
    void keepsItsDataOverARestartAndOverKillingIt(@TempDir Path folder) throws Exception {
        var options = PostgresEngine.Options.keeping(folder.resolve("data"), 0, "s'cret", folder.resolve("pg.log"));
        try (var postgres = PostgresEngine.start(options)) {
            // Given
            postgres.createDatabase("keys", "it's");
            postgres.createDatabase("keys", "it's");
            run(postgres, "create table t(n int)");
            run(postgres, "insert into t values (1)");

            // When
            postgres.stop();
            postgres.start();
            var process = java.util.Objects.requireNonNull(postgres.process());
            process.destroyForcibly();
            process.onExit().get(60, TimeUnit.SECONDS);
            postgres.start();

            // Then
            assertThat(ask(postgres, "select count(*) from t")).isEqualTo("1");
            assertThat(ask(postgres, "show fsync")).isEqualTo("on");
        }
    }

    @Test
    void copiesAServerAtWorkWithEverythingThatWasCommittedBefore(@TempDir Path folder) throws Exception {
        var options = PostgresEngine.Options.keeping(folder.resolve("data"), 0, "s'cret", folder.resolve("pg.log"));
        try (var postgres = PostgresEngine.start(options)) {
            // Given a server that is written to all the time
            postgres.createDatabase("keys", "it's");
            run(postgres, "create table t(n bigserial primary key, filling text default repeat('x', 1000))");
            run(postgres, "insert into t(n) select nextval('t_n_seq') from generate_series(1, 1000)");
            var stopped = new AtomicBoolean();
            var writer = CompletableFuture.runAsync(() -> write(postgres, stopped));
            long before = Long.parseLong(ask(postgres, "select count(*) from t"));

            // When
            postgres.copyTo(folder.resolve("copy"));
            stopped.set(true);
            writer.join();
            long after = Long.parseLong(ask(postgres, "select count(*) from t"));

            // Then another server starts on the copy, and has what was there when the copying began, whole
            var ofCopy =
                    PostgresEngine.Options.keeping(folder.resolve("copy"), 0, "s'cret", folder.resolve("copy.log"));
            try (var copy = PostgresEngine.start(ofCopy)) {
                assertThat(Long.parseLong(ask(copy, "select count(*) from t"))).isBetween(before, after);
                assertThat(ask(copy, "select count(distinct n) = count(*) from t where length(filling) = 1000"))
                        .isEqualTo("t");
            }
        }
    }

    private static void write(PostgresEngine postgres, AtomicBoolean stopped) {
        try (Connection c = DriverManager.getConnection(postgres.jdbcUrl("keys"), "keys", "it's")) {
            while (!stopped.get()) {
                c.createStatement().execute("insert into t(n) select nextval('t_n_seq') from generate_series(1, 100)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void asksForThePassword() {
        try (var postgres = PostgresEngine.start(PostgresEngine.Options.temporary())) {
            postgres.createDatabase("keys", "right");

            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl("keys"), "keys", "wrong"))
                    .isInstanceOf(SQLException.class);
        }
    }

    private static void run(PostgresEngine postgres, String sql) throws SQLException {
        try (Connection c = DriverManager.getConnection(postgres.jdbcUrl("keys"), "keys", "it's")) {
            c.createStatement().execute(sql);
        }
    }

    private static String ask(PostgresEngine postgres, String sql) throws SQLException {
        try (Connection c = DriverManager.getConnection(postgres.jdbcUrl("keys"), "keys", "it's");
                var rows = c.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
