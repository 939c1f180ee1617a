package io.claviger.keys.story;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.claviger.events.EventCodec;
import io.claviger.events.KeyEvent;
import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeyStoryTest {

    @Inject
    MovableClock clock;

    @Test
    void livesFromCreationToEnableAndTellsItInOrder() {
        // Given
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("orders");
        JsonPath wrapped =
                kms.act(key, "wrap", "{}").then().statusCode(200).extract().jsonPath();
        String unwrap = "{\"ciphertext\":\"" + wrapped.getString("ciphertext") + "\"}";

        // When
        kms.act(key, "rotate", "null").then().statusCode(204);
        JsonPath opened =
                kms.act(key, "unwrap", unwrap).then().statusCode(200).extract().jsonPath();
        kms.act(key, "disable", "null").then().statusCode(204);
        kms.act(key, "unwrap", unwrap).then().statusCode(409);
        kms.act(key, "enable").then().statusCode(409);
        clock.advance(Duration.ofSeconds(30));
        kms.act(key, "enable").then().statusCode(204);

        // Then
        assertThat(opened.getString("plaintext")).isEqualTo(wrapped.getString("plaintext"));
        assertThat(opened.getString("keyVersion.id")).isEqualTo(key);
        assertThat(opened.getString("rewrappedKeyVersion.id")).isNotEqualTo(key);
        kms.act(key, "unwrap", "{\"ciphertext\":\"" + opened.getString("ciphertext") + "\"}")
                .then()
                .statusCode(200)
                .body("plaintext", equalTo(wrapped.getString("plaintext")))
                .body("ciphertext", nullValue());
        try (Bus bus = new Bus("claviger.keys.v1")) {
            await().untilAsserted(() -> assertThat(bus.ofKey(key))
                    .extracting(record -> Bus.header(record, "ce_type"))
                    .containsExactly(
                            "io.claviger.key.created",
                            "io.claviger.key.rotated",
                            "io.claviger.key.disabled",
                            "io.claviger.key.enabled"));
            assertThat(bus.ofKey(key))
                    .extracting(record -> ((KeyEvent) EventCodec.decode(Bus.header(record, "ce_type"), record.value()))
                            .key()
                            .revision())
                    .containsExactly(1L, 2L, 3L, 4L);
        }
    }
}
