package io.claviger.keys.contract;

import static io.claviger.testkit.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our own extension beside Key Protect: every item of a batch fares on its own. */
@QuarkusTest
class BatchTest {

    private Kms manager;
    private Kms service;
    private String key;

    @BeforeEach
    void createKey() {
        manager = Kms.newInstance();
        service = manager.asService("master-service");
        key = manager.createRootKey("orders");
    }

    @Test
    void answersEachItemWithItsOwnOutcome() {
        String plain = manager.wrap(key, "{}");
        String bound = manager.wrap(key, "{\"aad\":[\"c1\"]}");
        manager.act(key, "rotate").then().statusCode(204);
        String newest =
                manager.request().get("/api/v2/keys/" + key + "/versions").path("resources[0].id");

        rewrap("""
                        {"items":[{"ciphertext":"%s"},{"ciphertext":"%s","aad":["c1"]},{"ciphertext":"%s","aad":["c2"]},
                        {"ciphertext":"AAAA"},{},null]}""".formatted(plain, bound, bound))
                .then()
                .statusCode(200)
                .body("items", hasSize(6))
                .body("items[0].ciphertext", notNullValue())
                .body("items[0].keyVersion.id", equalTo(key))
                .body("items[0].rewrappedKeyVersion.id", equalTo(newest))
                .body("items[0].error", nullValue())
                .body("items[1].rewrappedKeyVersion.id", equalTo(newest))
                .body("items[2].error.code", equalTo("UNPROCESSABLE_CIPHERTEXT_ERR"))
                .body("items[3].error.code", equalTo("INVALID_FIELD_ERR"))
                .body("items[4].error.code", equalTo("INVALID_FIELD_ERR"))
                .body("items[5].error.code", equalTo("INVALID_FIELD_ERR"));
    }

    @Test
    void refusesTheWholeBatchOfADisabledKey() {
        String plain = manager.wrap(key, "{}");
        manager.act(key, "disable").then().statusCode(204);

        rewrap("{\"items\":[{\"ciphertext\":\"" + plain + "\"}]}").then().statusCode(409);
    }

    @Test
    void wrapsGivenAndNewDataKeysAndUnwrapsThem() {
        Response wrapped = batch("wrap", """
                {"items":[{"plaintext":"c2VjcmV0"},{},{"plaintext":"!"},{"plaintext":"c2VjcmV0","aad":["c1"]},null]}""");
        wrapped.then()
                .statusCode(200)
                .body("items", hasSize(5))
                .body("items[0].ciphertext", notNullValue())
                .body("items[0].plaintext", nullValue())
                .body("items[1].plaintext", notNullValue())
                .body("items[1].keyVersion.id", equalTo(key))
                .body("items[2].error.code", equalTo("INVALID_FIELD_ERR"))
                .body("items[4].error.code", equalTo("INVALID_FIELD_ERR"));

        batch("unwrap", """
                        {"items":[{"ciphertext":"%s"},{"ciphertext":"%s"},{"ciphertext":"%s"},{"ciphertext":"%s","aad":["c1"]}]}""".formatted(
                                wrapped.<String>path("items[0].ciphertext"),
                                wrapped.<String>path("items[1].ciphertext"),
                                wrapped.<String>path("items[3].ciphertext"),
                                wrapped.<String>path("items[3].ciphertext")))
                .then()
                .statusCode(200)
                .body("items[0].plaintext", equalTo("c2VjcmV0"))
                .body("items[1].plaintext", equalTo(wrapped.path("items[1].plaintext")))
                .body("items[2].error.code", equalTo("UNPROCESSABLE_CIPHERTEXT_ERR"))
                .body("items[3].plaintext", equalTo("c2VjcmV0"));
    }

    @Test
    void recordsABatchOnceWithItsCounts() {
        String correlation = UUID.randomUUID().toString();

        service.request()
                .header("Correlation-Id", correlation)
                .body("{\"items\":[{},{},{\"plaintext\":\"!\"}]}")
                .post("/claviger/v1/keys/" + key + "/actions/wrap")
                .then()
                .statusCode(200);

        try (Bus bus = new Bus("claviger.activity.v1")) {
            await().untilAsserted(() -> assertThat(
                            bus.records(record -> new String(record.value(), UTF_8).contains(correlation)))
                    .singleElement()
                    .satisfies(record -> assertThat(new String(record.value(), UTF_8))
                            .contains("\"totalResources\":3", "\"failedResources\":1", "kms.secrets.wrap")));
        }
    }

    @Test
    void limitsTheBatch() {
        batch("wrap", "{\"items\":[" + "{},".repeat(1000) + "{}]}").then().statusCode(400);
        batch("wrap", "{\"items\":[" + "{},".repeat(999) + "{}]}")
                .then()
                .statusCode(200)
                .body("items", hasSize(1000));
        rewrap("{\"items\":[" + "{},".repeat(1000) + "{}]}").then().statusCode(400);
        rewrap("{}").then().statusCode(400);
        rewrap("{\"items\":[]}").then().statusCode(200).body("items", hasSize(0));
    }

    private Response rewrap(String body) {
        return batch("rewrap", body);
    }

    private Response batch(String action, String body) {
        return service.request().body(body).post("/claviger/v1/keys/" + key + "/actions/" + action);
    }
}
