package io.claviger.iam;

import static io.claviger.testkit.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invariant I1 for this service: API keys, tokens and the signing key are in no row, no event and no log line. */
@QuarkusTest
class SecretsStayInsideTest {

    @Inject
    DataSource dataSource;

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            String text = record instanceof ExtLogRecord ext ? ext.getFormattedMessage() : record.getMessage();
            logged.add(text + " " + record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    /** Who handles requests, tokens and statements; the others (Kafka above all) would only drown them. */
    private final List<Logger> talkative = Stream.of(
                    "io.claviger", "io.quarkus.vertx", "io.vertx", "org.jboss.resteasy", "org.jose4j", "io.agroal")
            .map(Logger::getLogger)
            .toList();

    @BeforeEach
    void listenToEverything() {
        talkative.forEach(logger -> logger.setLevel(Level.FINE));
        Logger.getLogger("").addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(listener);
        talkative.forEach(logger -> logger.setLevel(null));
    }

    @Test
    void keepsKeysAndTokensOutOfRowsEventsAndLogs() throws Exception {
        // Given: a planted key that somebody guesses, one that is made, and the tokens they get
        String planted = "planted-key-that-nobody-has-0123456789abcdef";
        String correlation = "secrets-stay-inside";
        JsonPath admin = TestKeys.tokenFor(TestKeys.ADMIN).jsonPath();
        TestKeys.tokenFor(planted);
        JsonPath made = given().header("Authorization", "Bearer " + admin.getString("access_token"))
                .header("Correlation-Id", correlation)
                .body("{\"name\":\"observed\",\"grants\":{\"kms\":[\"Reader\"]}}")
                .post("/v1/apikeys")
                .jsonPath();
        JsonPath token = TestKeys.tokenFor(made.getString("apikey")).jsonPath();
        List<String> secrets = List.of(
                planted,
                TestKeys.ADMIN,
                made.getString("apikey"),
                admin.getString("access_token"),
                admin.getString("refresh_token"),
                token.getString("access_token"),
                token.getString("refresh_token"));

        // When: everything has been published
        await().until(() -> rows("select 1 from outbox").isEmpty());
        List<String> events = ActivityTopic.all();

        // Then
        assertThat(events)
                .anyMatch(event -> event.contains(made.getString("id")) && event.contains("user-apikey.login"))
                .anyMatch(event -> event.contains(correlation) && event.contains("apikey.create"))
                .anyMatch(event -> event.contains("\"failure\"") && event.contains("could not be found"));
        assertThat(logged).isNotEmpty();
        for (String secret : secrets) {
            assertThat(secret).hasSizeGreaterThan(40);
            assertThat(events).noneMatch(event -> event.contains(secret));
            assertThat(everyRow()).noneMatch(row -> row.contains(secret));
            assertThat(logged).noneMatch(line -> line.contains(secret));
        }
        assertThat(everyRow()).noneMatch(row -> row.contains("PRIVATE KEY") || row.contains("\"d\":"));
    }

    /** Every row of every table as text, with binary columns as text too. */
    private List<String> everyRow() throws SQLException {
        List<String> all = new ArrayList<>();
        for (String table : rows("select quote_ident(table_name) from information_schema.tables"
                + " where table_schema = 'public' and table_type = 'BASE TABLE'")) {
            all.addAll(rows("select t::text from " + table + " t"));
        }
        all.addAll(rows("select encode(data, 'escape') from outbox"));
        assertThat(all).hasSizeGreaterThan(3);
        return all;
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }
}
