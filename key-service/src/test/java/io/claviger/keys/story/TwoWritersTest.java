package io.claviger.keys.story;

import static io.claviger.testkit.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.EventCodec;
import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Many hands on one key: one of them wins each time, and the events tell it in the order it happened (I2). */
@QuarkusTest
class TwoWritersTest {

    @Inject
    MovableClock clock;

    @Test
    void letsOneOfManyDisableAndOneEnable() throws Exception {
        // Given
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("orders");
        int rounds = 10;

        // When
        for (int round = 0; round < rounds; round++) {
            assertThat(statuses(kms, key, "disable")).containsOnlyOnce(204).containsOnly(204, 409);
            clock.advance(Duration.ofSeconds(31));
            assertThat(statuses(kms, key, "enable")).containsOnlyOnce(204).containsOnly(204, 409);
        }

        // Then
        try (Bus bus = new Bus("claviger.keys.v1")) {
            await().untilAsserted(() -> assertThat(bus.ofKey(key)).hasSize(1 + 2 * rounds));
            List<KeySnapshot> told = bus.ofKey(key).stream()
                    .map(record -> ((KeyEvent) EventCodec.decode(Bus.header(record, "ce_type"), record.value())).key())
                    .toList();
            assertThat(told)
                    .extracting(KeySnapshot::revision)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 1 + 2 * rounds).boxed().toList());
            assertThat(told).extracting(KeySnapshot::stateSince).isSorted();
        }
    }

    @Test
    void tellsExactlyTheStateThatItAnswers() throws Exception {
        // Given
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("orders");
        String crn = kms.key(key).getString("resources[0].crn");

        // When
        kms.act(key, "rotate").then().statusCode(204);
        kms.request().delete("/api/v2/keys/" + key).then().statusCode(204);

        // Then
        var answer = given().header("Authorization", "Bearer " + kms.token())
                .body("{\"keys\":[\"" + crn + "\",\"crn:v1:nothing\"]}")
                .post("/claviger/v1/keys/states")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        try (Bus bus = new Bus("claviger.keys.v1")) {
            await().untilAsserted(() -> assertThat(bus.ofKey(key)).hasSize(3));
            var last = bus.ofKey(key).getLast();
            KeySnapshot told = ((KeyEvent) EventCodec.decode(Bus.header(last, "ce_type"), last.value())).key();
            assertThat(answer.getLong("keys[0].revision"))
                    .isEqualTo(told.revision())
                    .isEqualTo(3);
            assertThat(answer.getInt("keys[0].state")).isEqualTo(told.state()).isEqualTo(5);
            assertThat(Instant.parse(answer.getString("keys[0].stateSince"))).isEqualTo(told.stateSince());
            assertThat(answer.getString("keys[0].keyVersion.id"))
                    .isEqualTo(told.keyVersion().id());
            assertThat(answer.getString("keys[0].accountId")).isEqualTo(kms.account());
            assertThat(told.restoreExpirationDate()).isEqualTo(told.stateSince().plus(Duration.ofDays(30)));
            assertThat(answer.getBoolean("keys[1].unknown")).isTrue();
            assertThat(Bus.header(last, "ce_source")).isEqualTo(crn.replaceAll(":key:.*", "::"));
        }
    }

    private static List<Integer> statuses(Kms kms, String key, String action) throws Exception {
        List<Callable<Integer>> hands = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            hands.add(() -> kms.act(key, action).statusCode());
        }
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> status : pool.invokeAll(hands)) {
                statuses.add(status.get());
            }
            return statuses;
        }
    }
}
