package io.claviger.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
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
            process.onExit().get(10, TimeUnit.SECONDS);
            postgres.start();

            // Then
            assertThat(ask(postgres, "select count(*) from t")).isEqualTo("1");
            assertThat(ask(postgres, "show fsync")).isEqualTo("on");
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
