package io.claviger.keys.contract;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.claviger.keys.support.Kms;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our own extension beside Key Protect: every item of a batch fares on its own. */
@QuarkusTest
class BatchRewrapTest {

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
    void limitsTheBatch() {
        rewrap("{\"items\":[" + "{},".repeat(1000) + "{}]}").then().statusCode(400);
        rewrap("{}").then().statusCode(400);
        rewrap("{\"items\":[]}").then().statusCode(200).body("items", hasSize(0));
    }

    private Response rewrap(String body) {
        return service.request().body(body).post("/claviger/v1/keys/" + key + "/actions/rewrap");
    }
}
