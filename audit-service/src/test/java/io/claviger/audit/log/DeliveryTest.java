package io.claviger.audit.log;

import static io.claviger.testkit.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.audit.support.Bus;
import io.claviger.audit.support.Records;
import io.claviger.audit.support.Tokens;
import io.claviger.events.ActivityRecord;
import io.claviger.events.EventCodec;
import io.claviger.events.EventIds;
import io.claviger.testkit.Engines;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Events come twice, broken, or while an engine is away (invariant I3): every record is kept, once, in its target's order. */
@QuarkusTest
class DeliveryTest {

    @Inject
    DataSource dataSource;

    private Bus bus;
    private String key;

    @BeforeEach
    void connect() {
        bus = new Bus();
        key = Records.newKey();
    }

    @AfterEach
    void disconnect() {
        bus.close();
    }

    @Test
    void keepsARecordOnceThoughItComesAgainAndAgain() {
        // Given
        ActivityRecord record = Records.of("kms.secrets.rotate", key).record();
        Map<String, String> headers = Bus.headers(record);

        // When
        for (int i = 0; i < 5; i++) {
            bus.publish(headers, key, EventCodec.data(record));
        }
        bus.publish(Records.of("kms.secrets.disable", key).record());

        // Then
        awaitActions(key, List.of("kms.secrets.rotate", "kms.secrets.disable"));
    }

    @Test
    void keepsWhatALateRecordSaysAsItComes() {
        // Given: the earlier one comes later, as after a relay's restart
        Records records = Records.of("kms.secrets.wrap", key);
        bus.publish(records.at(Records.NOON.plusSeconds(5)).record());

        // When
        bus.publish(records.at(Records.NOON).record());

        // Then
        awaitActions(key, List.of("kms.secrets.wrap", "kms.secrets.wrap"));
        assertThat(query(key).jsonPath().getList("records.record.eventTime"))
                .containsExactly("2026-03-01T12:00:05Z", "2026-03-01T12:00:00Z");
    }

    @Test
    void keepsFieldsThatOnlyANewerProducerKnows() {
        // Given
        ActivityRecord record = Records.of("kms.secrets.wrap", key).record();
        String data = new String(EventCodec.data(record), StandardCharsets.UTF_8);

        // When
        bus.publish(
                Bus.headers(record),
                key,
                data.replaceFirst("\\{", "{\"futureField\":{\"b\":1,\"a\":[2]},")
                        .getBytes(StandardCharsets.UTF_8));

        // Then
        awaitActions(key, List.of("kms.secrets.wrap"));
        assertThat(query(key).jsonPath().getInt("records[0].record.futureField.a[0]"))
                .isEqualTo(2);
    }

    @Test
    void keepsARecordWithACharacterThatTheDatabaseCannotSearch() {
        // When
        bus.publish(Records.of("kms.secrets.wrap", key)
                .asking(Map.of("name", "a\0b"))
                .correlated("with\0zero")
                .record());

        // Then
        awaitActions(key, List.of("kms.secrets.wrap"));
        assertThat(query(key).jsonPath().getString("records[0].record.requestData.name"))
                .isEqualTo("a\0b");
    }

    static Stream<Arguments> poison() {
        String good = new String(EventCodec.data(Records.of("a.b.c", "t").record()), StandardCharsets.UTF_8);
        String activity = "io.claviger.activity.recorded";
        return Stream.of(
                Arguments.of(activity, "{", "not JSON"),
                Arguments.of(activity, "", "no data"),
                Arguments.of(activity, "{\"id\":\"x\"}", "eventTime"),
                Arguments.of(activity, good.replace("\"id\":\"t\"", "\"id\":null"), "target.id is missing"),
                Arguments.of(activity, good.replaceFirst("\\{", "{\"x\":1,\"x\":2,"), "each name once"),
                Arguments.of(activity, good.replace("a.b.c", "a".repeat(70_000)), "65535"),
                Arguments.of("io.claviger.key.rotated", good, ""),
                Arguments.of("io.elsewhere.thing", good, "not known"));
    }

    @ParameterizedTest
    @MethodSource("poison")
    void putsPoisonAsideWithItsReasonAndGoesOn(String type, String data, String reason) {
        // When
        bus.publish(Bus.headers(EventIds.next(), type, key), key, data.getBytes(StandardCharsets.UTF_8));
        bus.publish(Records.of("kms.secrets.wrap", key).record());

        // Then
        awaitActions(key, List.of("kms.secrets.wrap"));
        await().until(() -> Bus.deadLetter(key).isPresent());
        assertThat(Bus.deadLetter(key).orElseThrow())
                .containsEntry("ce_type", type)
                .containsEntry("dead-letter-topic", "claviger.activity.v1")
                .hasEntrySatisfying("dead-letter-reason", why -> assertThat(why).contains(reason));
    }

    @Test
    void numbersTheRecordsOfManyTargetsWithoutAGapAndEachTargetsInOrder() throws SQLException {
        // Given
        List<String> keys =
                IntStream.range(0, 20).mapToObj(_ -> Records.newKey()).toList();
        List<String> steps =
                IntStream.range(0, 20).mapToObj("kms.step.%02d"::formatted).toList();

        // When
        for (String step : steps) {
            for (String each : keys) {
                bus.publish(Records.of(step, each).record());
            }
        }

        // Then
        for (String each : keys) {
            awaitActions(each, steps);
        }
        try (Connection connection = dataSource.getConnection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("select count(*), max(seq) + 1, (select size from log_head),"
                                + " (select count(*) from tile_hash where level = 0) from activity")) {
            assertThat(row.next()).isTrue();
            assertThat(List.of(row.getLong(2), row.getLong(3), row.getLong(4))).containsOnly(row.getLong(1));
        }
    }

    @Test
    void waitsForTheDatabaseAndLosesNothingOfTheBatchThatGathersButItsPoison() {
        // Given
        bus.publish(Records.of("kms.step.0", key).record());
        awaitActions(key, List.of("kms.step.0"));

        // When
        Engines.current().postgres().stop();
        try {
            for (int i = 1; i < 20; i++) {
                bus.publish(Records.of("kms.step." + i, key).record());
                if (i == 10) {
                    bus.publish(
                            Bus.headers(EventIds.next(), "io.claviger.activity.recorded", key), key, new byte[] {'{'});
                }
            }
            Response refused = query(key);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.contentType()).startsWith("application/problem+json");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
        } finally {
            Engines.current().postgres().start();
        }

        // Then
        awaitActions(key, IntStream.range(0, 20).mapToObj(i -> "kms.step." + i).toList());
        await().until(() -> Bus.deadLetter(key).isPresent());
    }

    @Test
    void waitsForTheBrokerAndLosesNothing() {
        // Given
        bus.publish(Records.of("kms.step.0", key).record());
        awaitActions(key, List.of("kms.step.0"));

        // When
        Engines.current().kafka().stop();
        CompletableFuture<Void> late;
        try {
            late = CompletableFuture.runAsync(() -> {
                for (int i = 1; i < 20; i++) {
                    bus.publish(Records.of("kms.step." + i, key).record());
                }
            });
            assertThat(query(key).statusCode())
                    .as("the trail is read without the bus")
                    .isEqualTo(200);
        } finally {
            Engines.current().kafka().start();
        }

        // Then
        late.join();
        awaitActions(key, IntStream.range(0, 20).mapToObj(i -> "kms.step." + i).toList());
    }

    private static void awaitActions(String target, List<String> actions) {
        List<Object> seen = new ArrayList<>();
        await().until(() -> {
            Response answer = query(target);
            seen.clear();
            seen.addAll(answer.statusCode() == 200 ? answer.jsonPath().getList("records.record.action") : List.of());
            return seen.size() >= actions.size();
        });
        assertThat(seen).isEqualTo(actions);
    }

    private static Response query(String target) {
        return given().header("Authorization", Tokens.service())
                .queryParam("target", target)
                .get("/claviger/v1/audit/records");
    }
}
