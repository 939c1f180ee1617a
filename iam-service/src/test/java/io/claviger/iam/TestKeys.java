package io.claviger.iam;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;

/** What the tests' configuration bootstraps, and how a client would use it. */
public final class TestKeys {

    public static final String ACCOUNT = "0123456789abcdef0123456789abcdef";
    public static final String ADMIN = "an-administrators-key-of-the-tests-0123456789";
    public static final String MASTER_SERVICE = "a-key-of-master-service-of-the-tests-012345678";
    public static final String WORKER_SERVICE = "a-key-of-worker-service-of-the-tests-012345678";
    public static final String GRANT = "urn:ibm:params:oauth:grant-type:apikey";

    private TestKeys() {}

    public static Response tokenFor(String apiKey) {
        return given().formParam("grant_type", GRANT)
                .formParam("apikey", apiKey)
                .accept("application/json")
                .post("/identity/token");
    }

    /** Value for an Authorization header. */
    public static String bearer(String apiKey) {
        return "Bearer " + tokenFor(apiKey).then().statusCode(200).extract().<String>path("access_token");
    }
}
