package io.claviger.testkit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * The document that a service serves, {@code META-INF/openapi.yaml}, says of every endpoint how to call it, and of no other. A
 * service's own test extends this and adds what it alone promises.
 */
public abstract class OpenApiContract {

    @Test
    void describesEveryEndpointAndNoOther() throws IOException {
        assertThat(OpenApiRules.operations(document()))
                .as("META-INF/openapi.yaml (actual) and the JAX-RS endpoints (expected)")
                .isEqualTo(Endpoints.ofThisModule());
    }

    @Test
    void leavesNothingOut() throws IOException {
        assertThat(OpenApiRules.faults(document())).isEmpty();
    }

    protected static JsonNode document() throws IOException {
        String json = given().queryParam("format", "json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return new ObjectMapper().readTree(json);
    }
}
