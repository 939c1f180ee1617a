package io.claviger.kit.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.testkit.Patience;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The database gives up on a client that vanished, because its open transaction holds everybody's events back (I5). */
@QuarkusTest
class ConnectionSettingsTest {

    @Inject
    DataSource dataSource;

    @ParameterizedTest
    @CsvSource({
        "idle_in_transaction_session_timeout, 1min",
        "tcp_keepalives_idle, 5",
        "tcp_keepalives_count, 3",
        "client_connection_check_interval, 2s"
    })
    void tellsTheDatabaseWhenToGiveUpOnAVanishedClient(String setting, String value) throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet shown = statement.executeQuery("show " + setting)) {
            shown.next();
            assertThat(shown.getString(1)).isEqualTo(value);
        }
    }

    @Test
    void letsNoStatementWaitForALockWhoseClientHasGone() throws Exception {
        // Given somebody who holds a lock
        try (Connection holder = dataSource.getConnection();
                Statement held = holder.createStatement()) {
            held.execute("select pg_advisory_lock(4711)");

            // When another waits for it for longer than its driver does
            try (Connection impatient = dataSource.getConnection();
                    Statement waiting = impatient.createStatement()) {
                impatient.setNetworkTimeout(Runnable::run, 500);
                assertThatThrownBy(() -> waiting.execute("select pg_advisory_lock(4711)"))
                        .isInstanceOf(SQLException.class);
            }

            // Then it does not stay in the queue
            Patience.await()
                    .untilAsserted(() -> assertThat(waitingForALock(held)).isZero());
            held.execute("select pg_advisory_unlock(4711)");
        }
    }

    private static int waitingForALock(Statement statement) throws SQLException {
        try (ResultSet counted =
                statement.executeQuery("select count(*) from pg_locks where locktype = 'advisory' and not granted")) {
            counted.next();
            return counted.getInt(1);
        }
    }
}
