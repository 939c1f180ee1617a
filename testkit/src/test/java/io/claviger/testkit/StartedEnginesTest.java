package io.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class StartedEnginesTest {
    @Test
    void hasEveryTopicWithItsDeadLetters() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", System.getProperty("kafka.bootstrap.servers")))) {
            assertThat(admin.listTopics().names().get())
                    .contains("claviger.keys.v1", "claviger.keys.v1.dlq", "claviger.activity.v1.dlq")
                    .hasSizeGreaterThanOrEqualTo(10);
        }
    }

    @Test
    void takesTheDatabaseAwayAndGivesItBackWithItsData() throws Exception {
        // Given
        try (var c = connect()) {
            c.createStatement().execute("create table kept(n int)");
        }

        // When
        Engines.current().postgres().stop();

        // Then
        assertThatThrownBy(StartedEnginesTest::connect).isInstanceOf(SQLException.class);
        Engines.current().postgres().start();
        try (var c = connect();
                var rows = c.createStatement().executeQuery("select count(*) from kept")) {
            assertThat(rows.next()).isTrue();
        }
    }

    @Test
    void takesTheBrokerAwayAndGivesItBackWithItsTopics() throws Exception {
        Engines.current().kafka().stop();
        Engines.current().kafka().start();

        hasEveryTopicWithItsDeadLetters();
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(
                System.getProperty("quarkus.datasource.jdbc.url"),
                System.getProperty("quarkus.datasource.username"),
                System.getProperty("quarkus.datasource.password"));
    }
}
