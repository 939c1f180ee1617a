package io.claviger.keys.story;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** What time does to keys by itself. */
@QuarkusTest
class KeyTimeTest {

    @Inject
    MovableClock clock;

    @Test
    void deactivatesAKeyWhoseExpirationHasPassed() {
        // Given
        Kms kms = Kms.newInstance();
        String date = clock.instant()
                .plusSeconds(3600)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        String key = kms.request()
                .body(Kms.createBody("\"name\":\"short\",\"extractable\":false,\"expirationDate\":\"" + date + "\""))
                .post("/api/v2/keys")
                .path("resources[0].id");
        String ciphertext = kms.wrap(key, "{}");

        // When
        clock.advance(Duration.ofHours(1).plusSeconds(1));

        // Then
        await().until(() -> kms.key(key).getInt("resources[0].state") == 3);
        kms.act(key, "wrap", "{}").then().statusCode(409);
        kms.act(key, "unwrap", "{\"ciphertext\":\"" + ciphertext + "\"}").then().statusCode(200);
        try (Bus bus = new Bus("claviger.keys.v1")) {
            await().untilAsserted(() -> assertThat(bus.ofKey(key))
                    .extracting(record -> Bus.header(record, "ce_type"))
                    .containsExactly("io.claviger.key.created", "io.claviger.key.expired"));
        }
        kms.request().delete("/api/v2/keys/" + key).then().statusCode(204);
        clock.advance(Duration.ofSeconds(31));
        kms.request()
                .post("/api/v2/keys/" + key + "/restore")
                .then()
                .statusCode(400)
                .body("resources[0].errorMsg", endsWith("(KEY_EXPIRED_ERR)"));
    }

    @Test
    void saysWhenADeletedKeyMayBePurged() {
        // Given
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("gone");
        kms.request().delete("/api/v2/keys/" + key).then().statusCode(204);

        // Then
        JsonPath early = kms.key(key);
        Instant deleted = Instant.parse(early.getString("resources[0].deletionDate"));
        assertThat(early.getString("resources[0].purgeAllowedFrom"))
                .isEqualTo(deleted.plus(Duration.ofHours(4)).toString());
        assertThat(early.getString("resources[0].purgeScheduledOn"))
                .isEqualTo(deleted.plus(Duration.ofDays(90)).toString());
        assertThat(early.getBoolean("resources[0].purgeAllowed")).isFalse();
        clock.advance(Duration.ofHours(4));
        assertThat(kms.key(key).getBoolean("resources[0].purgeAllowed")).isTrue();
    }

    @Test
    void purgesByItselfWhatWasDeletedLongAgo() {
        // Given
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("old");
        kms.request().delete("/api/v2/keys/" + key).then().statusCode(204);

        // When
        clock.advance(Duration.ofDays(31));
        kms.request()
                .post("/api/v2/keys/" + key + "/restore")
                .then()
                .statusCode(400)
                .body("resources[0].errorMsg", endsWith("(KEY_RESTORE_EXPIRED)"));
        clock.advance(Duration.ofDays(60));

        // Then
        await().until(() -> kms.request().get("/api/v2/keys/" + key).statusCode() == 404);
        try (Bus bus = new Bus("claviger.keys.v1")) {
            await().untilAsserted(() -> assertThat(bus.ofKey(key))
                    .extracting(record -> Bus.header(record, "ce_type"))
                    .containsExactly("io.claviger.key.created", "io.claviger.key.deleted", "io.claviger.key.purged"));
        }
    }
}
