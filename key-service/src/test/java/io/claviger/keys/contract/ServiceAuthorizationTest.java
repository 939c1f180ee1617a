package io.claviger.keys.contract;

import static io.claviger.testkit.Patience.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.keys.support.Kms;
import io.claviger.kit.authorization.ActingService;
import io.claviger.testkit.service.AccountsWord;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service uses keys by the word of the account they are in (key-protect-api.md 6.5). */
@QuarkusTest
class ServiceAuthorizationTest {

    private static final String GUEST = "fedcba9876543210fedcba9876543210";
    private static final String PLAIN = "{\"plaintext\":\"MDEyMzQ1Njc4OWFiY2RlZg==\"}";

    @Inject
    AccountsWord word;

    private Kms kms;

    @BeforeEach
    void newInstance() {
        kms = Kms.newInstance("kms");
    }

    @AfterEach
    void back() {
        word.away(false);
    }

    @Test
    void letsAServiceUseKeysForThoseAccountsThatAreAuthorized() {
        // Given
        String key = kms.createRootKey("for a guest");
        word.says(kms.account(), AccountsWord.reader(ActingService.KUBERNETES, GUEST));

        // Then
        wrap("master-service", GUEST, key).then().statusCode(200);
        wrap("master-service", kms.account(), key)
                .then()
                .statusCode(401)
                .body("resources[0].errorMsg", containsString("Unauthorized"));
        wrap("audit-service", GUEST, key).then().statusCode(401);
        // Whoever owns the key needs no word but his own role, and looking needs none.
        kms.act(key, "wrap", PLAIN).then().statusCode(200);
        kms.asService("master-service")
                .request()
                .get("/api/v2/keys/" + key + "/metadata")
                .then()
                .statusCode(200);
    }

    @Test
    void cutsAServiceOffWhenTheAuthorizationIsTakenBack() {
        // Given
        String key = kms.createRootKey("taken back");
        word.says(kms.account(), AccountsWord.reader(ActingService.KUBERNETES, GUEST));
        String ciphertext = wrap("master-service", GUEST, key).path("ciphertext");

        // When
        word.says(kms.account());

        // Then
        await().until(() -> kms.asService("master-service")
                        .act(key, "unwrap", "{\"ciphertext\":\"" + ciphertext + "\"}")
                        .statusCode()
                == 401);
        kms.act(key, "unwrap", "{\"ciphertext\":\"" + ciphertext + "\"}").then().statusCode(200);
    }

    @Test
    void letsNobodyNewInWhileTheAuthorizationsCannotBeRead() {
        // Given
        String key = kms.createRootKey("cut off");
        wrap("master-service", kms.account(), key).then().statusCode(200);

        // When
        word.away(true);

        // Then: who was let in stays in for a while, and nobody else comes in
        await().pollDelay(Duration.ofMillis(1_100))
                .untilAsserted(
                        () -> wrap("master-service", kms.account(), key).then().statusCode(200));
        wrap("master-service", GUEST, key)
                .then()
                .statusCode(503)
                .body("resources[0].reasons[0].code", equalTo("AUTHORIZATION_UNKNOWN_ERR"));
    }

    private Response wrap(String service, String source, String key) {
        return kms.asService(service)
                .request()
                .header(ActingService.SOURCE_ACCOUNT, source)
                .body(PLAIN)
                .post("/api/v2/keys/" + key + "/actions/wrap");
    }
}
