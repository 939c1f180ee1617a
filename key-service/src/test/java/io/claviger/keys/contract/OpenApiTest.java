package io.claviger.keys.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.testkit.Endpoints;
import io.claviger.testkit.OpenApiRules;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The document that is served, {@code META-INF/openapi.yaml}, says of every endpoint how to call it, and of no other. */
@QuarkusTest
class OpenApiTest {

    @Inject
    Router router;

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

    /** The short way of wrap and its like, and what looks at every use, are routes of Vert.x. */
    @Test
    void hasNoRouteThatTheDocumentDoesNotKnow() throws Exception {
        Set<String> described = OpenApiRules.operations(document());
        assertThat(router.getRoutes())
                .extracting(route -> String.valueOf(route.getPath()).replace(":key", "{key}"))
                .filteredOn(path -> path.startsWith("/api") || path.startsWith("/claviger") || path.startsWith("/v2"))
                .allMatch(path -> described.stream().anyMatch(operation -> operation.endsWith(" " + path)));
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
