package io.claviger.keys.story;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.coherence.CacheLease;
import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.testkit.Engines;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Takes database and broker away from the running service and gives them back (I2, I6, I9). */
@QuarkusTest
class OutageTest {

    @Inject
    MovableClock clock;

    @Inject
    CacheLease lease;

    @Test
    void refusesToUnwrapWhatItCannotRecordAndComesBackByItself() {
        // Given
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("orders");
        String body = "{\"ciphertext\":\"" + kms.wrap(key, "{}") + "\"}";

        // When
        Engines.current().postgres().stop();
        try {
            // For a moment a use is still answered from memory, and recorded without the database.
            await().until(() -> !lease.held());
            CompletableFuture<Response> answer = CompletableFuture.supplyAsync(() -> kms.act(key, "unwrap", body));

            // Then it is refused while the database is away
            assertThat(answer).succeedsWithin(Duration.ofSeconds(60));
            Response refused = answer.join();
            refused.then().statusCode(503);
            assertThat(refused.<String>path("resources[0].reasons[0].code")).isEqualTo("SERVICE_UNAVAILABLE_ERR");
            assertThat(refused.<String>path("resources[0].reasons[0].message")).contains("cannot be made durable");
            assertThat(refused.asString()).doesNotContain("plaintext");
        } finally {
            Engines.current().postgres().start();
        }
        await().until(() -> kms.act(key, "unwrap", body).statusCode() == 200);
    }

    @Test
    void worksWithoutTheBrokerAndTellsEverythingInOrderLater() {
        // Given
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("orders");

        // When
        Engines.current().kafka().stop();
        try {
            kms.wrap(key, "{}");
            kms.act(key, "disable").then().statusCode(204);
            clock.advance(Duration.ofSeconds(30));
            kms.act(key, "enable").then().statusCode(204);
        } finally {
            Engines.current().kafka().start();
        }

        // Then
        try (Bus bus = new Bus("claviger.keys.v1")) {
            await().untilAsserted(() -> assertThat(bus.ofKey(key))
                    .extracting(record -> Bus.header(record, "ce_type"))
                    .containsExactly("io.claviger.key.created", "io.claviger.key.disabled", "io.claviger.key.enabled"));
        }
    }
}
