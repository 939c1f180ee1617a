package io.claviger.iam;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.testkit.fuzz.ApiFuzz;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

@QuarkusTest
class ApiFuzzTest extends ApiFuzz {

    @Override
    protected World world() {
        String admin = TestKeys.bearer(TestKeys.ADMIN);
        String key = given().header("Authorization", admin)
                .body("{\"name\":\"fuzzed\",\"grants\":{\"kms\":[\"Reader\"]}}")
                .post("/v1/apikeys")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        return new World(
                Map.of("id", List.of(key)),
                List.of(
                        Map.of("Authorization", admin),
                        Map.of("Authorization", admin),
                        Map.of("Authorization", TestKeys.bearer(TestKeys.MASTER_SERVICE))));
    }

    @Override
    protected Duration time() {
        return Duration.ofSeconds(5);
    }

    /** Three APIs of IBM's, each with a body of its own. */
    @Override
    protected boolean isRefusal(Target target, int status, JsonNode body) {
        return target.path().startsWith("/v1")
                ? body.path("status_code").asInt() == status
                        && !body.path("trace").asText().isBlank()
                        && !body.at("/errors/0/code").asText().isBlank()
                        && !body.at("/errors/0/message").asText().isBlank()
                : body.path("errorCode").asText().matches("BXNIM\\d{4}E")
                        && !body.path("errorMessage").asText().isBlank();
    }
}
