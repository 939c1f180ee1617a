package io.claviger.kit.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The database gives up on a client that vanished, because its open transaction holds everybody's events back (I5). */
@QuarkusTest
class ConnectionSettingsTest {

    @Inject
    DataSource dataSource;

    @ParameterizedTest
    @CsvSource({"idle_in_transaction_session_timeout, 1min", "tcp_keepalives_idle, 5", "tcp_keepalives_count, 3"})
    void tellsTheDatabaseWhenToGiveUpOnAVanishedClient(String setting, String value) throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet shown = statement.executeQuery("show " + setting)) {
            shown.next();
            assertThat(shown.getString(1)).isEqualTo(value);
        }
    }
}
