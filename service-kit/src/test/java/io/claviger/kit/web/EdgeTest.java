package io.claviger.kit.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EdgeTest {
    @Test
    void answersAnUnknownPath() {
        given().get("/nothing/here")
                .then()
                .statusCode(404)
                .body("message", equalTo("There is nothing at /nothing/here."));
    }
}
