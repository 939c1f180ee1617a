package io.claviger.masters.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.masters.refusal.ClusterFault;
import io.claviger.testkit.Endpoints;
import io.claviger.testkit.OpenApiRules;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The document that is served, {@code META-INF/openapi.yaml}, says of every endpoint how to call it, and of no other. */
@QuarkusTest
class OpenApiTest {

    @Test
    void describesEveryEndpointAndNoOther() throws Exception {
        assertThat(OpenApiRules.operations(document()))
                .as("META-INF/openapi.yaml (actual) and the JAX-RS endpoints (expected)")
                .isEqualTo(Endpoints.ofThisModule());
    }

    @Test
    void leavesNothingOut() throws Exception {
        assertThat(OpenApiRules.faults(document())).isEmpty();
    }

    /** Those of the kit, which come from every path, are left out. */
    @ParameterizedTest
    @EnumSource
    void namesEveryCodeThatARefusalCanHave(ClusterFault fault) throws Exception {
        String described = document().path("components").path("responses").toString();

        assertThat(described).contains(fault.code());
    }

    private static JsonNode document() throws Exception {
        String json = given().queryParam("format", "json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return new ObjectMapper().readTree(json);
    }
}
