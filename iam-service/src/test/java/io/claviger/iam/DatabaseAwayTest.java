package io.claviger.iam;

import static io.claviger.testkit.Patience.await;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.claviger.testkit.Engines;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DatabaseAwayTest {

    @Test
    void saysSoInItsOwnBodyStillPublishesItsKeysAndComesBackByItself() {
        // Given
        String admin = TestKeys.bearer(TestKeys.ADMIN);
        Engines.current().postgres().stop();
        try {
            // When / Then
            TestKeys.tokenFor(TestKeys.ADMIN).then().statusCode(503).body("errorCode", equalTo("BXNIM0499E"));
            given().header("Authorization", admin)
                    .get("/v1/apikeys")
                    .then()
                    .statusCode(503)
                    .body("errors[0].code", equalTo("service_unavailable"));
            given().get("/identity/keys").then().statusCode(200).body("keys[0].kid", notNullValue());
        } finally {
            Engines.current().postgres().start();
        }
        await().until(() -> TestKeys.tokenFor(TestKeys.ADMIN).statusCode() == 200);
    }
}
