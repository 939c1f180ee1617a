package io.claviger.keys.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.Rows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies that every call meets: from where an instance may be called, and whether its calls are measured. */
@QuarkusTest
class AccessTest {

    private static final String OUTSIDE = "203.0.113.9";

    @Inject
    MovableClock clock;

    private Kms kms;
    private String key;

    @BeforeEach
    void createKey() {
        kms = Kms.newInstance();
        key = kms.createRootKey("orders");
        // In use already, as a key is whose owner closes the door.
        kms.wrap(key, "{}");
        kms.wrap(key, "{}");
    }

    @Test
    void keepsPublicCallsOutOfAPrivateInstance() {
        // Given
        put("allowedNetwork", true, "\"allowed_network\":\"private-only\"").statusCode(204);
        String before = Rows.keysOf(kms.instance());

        // When, Then
        Stream.of(
                        from(kms, OUTSIDE).get("/api/v2/keys"),
                        from(kms, OUTSIDE).get("/api/v2/keys/" + key),
                        from(kms, OUTSIDE).get("/api/v2/keys/no-such-key"),
                        from(kms, OUTSIDE).post("/api/v2/keys/" + key + "/actions/wrap"),
                        from(kms, OUTSIDE).body("nonsense").post("/api/v2/keys"),
                        from(kms, OUTSIDE).delete("/api/v2/keys/" + key),
                        from(kms, OUTSIDE).get("/api/v2/key_rings"),
                        from(kms, OUTSIDE).get("/api/v2/instance/policies"),
                        from(kms.asService("master-service"), OUTSIDE).get("/api/v2/keys/" + key + "/metadata"))
                .forEach(AccessTest::refused);
        assertThat(Rows.keysOf(kms.instance())).isEqualTo(before);
        from(kms, "10.20.30.40").get("/api/v2/keys").then().statusCode(200);
        from(kms, "fd00::5")
                .post("/api/v2/keys/" + key + "/actions/wrap")
                .then()
                .statusCode(200);
        kms.request().get("/api/v2/keys").then().statusCode(200);

        put("allowedNetwork", true, "\"allowed_network\":\"public-and-private\"")
                .statusCode(204);
        from(kms, OUTSIDE).get("/api/v2/keys").then().statusCode(200);
        put("allowedNetwork", false, "").statusCode(204);
        from(kms, OUTSIDE).get("/api/v2/keys").then().statusCode(200);
    }

    @Test
    void letsPeopleInFromListedAddressesAndServicesFromAnywhere() {
        // Given
        put("allowedIP", true, "\"allowed_ip\":[\"192.0.2.0/24\",\"127.0.0.1/32\"]")
                .statusCode(204);

        // When, Then
        from(kms, "192.0.2.77").get("/api/v2/keys/" + key).then().statusCode(200);
        refused(from(kms, "192.0.3.77").get("/api/v2/keys/" + key));
        refused(from(kms, "10.0.0.1").post("/api/v2/keys/" + key + "/actions/wrap"));
        refused(from(kms, "2001:db8::7").get("/api/v2/keys"));
        refused(from(kms, "192.0.2.77, " + OUTSIDE).get("/api/v2/keys"));
        from(kms.asService("master-service"), OUTSIDE)
                .get("/api/v2/keys/" + key + "/metadata")
                .then()
                .statusCode(200);
        from(kms, "192.0.2.77")
                .get("/api/v2/instance/allowed_ip_port")
                .then()
                .body("metadata.collectionTotal", equalTo(1))
                .body("metadata.collectionType", equalTo("application/vnd.ibm.kms.allowed_ip_metadata+json"))
                .body("resources[0].private_endpoint_port", equalTo(15008));
        put("allowedIP", false, "").statusCode(204);
        from(kms, OUTSIDE).get("/api/v2/keys/" + key).then().statusCode(200);
        kms.request().get("/api/v2/instance/allowed_ip_port").then().body("metadata.collectionTotal", equalTo(0));
    }

    @Test
    void tellsNoStatesToThoseItKeepsOut() {
        // Given
        String crn = kms.key(key).getString("resources[0].crn");
        put("allowedIP", true, "\"allowed_ip\":[\"127.0.0.1/32\"]").statusCode(204);

        // When, Then
        states(from(kms, OUTSIDE), crn).then().statusCode(200).body("keys[0].unknown", equalTo(true));
        states(kms.request(), crn).then().body("keys[0].crn", equalTo(crn)).body("keys[0].state", equalTo(1));
        states(from(kms.asService("master-service"), OUTSIDE), crn).then().body("keys[0].state", equalTo(1));
    }

    @Test
    void measuresCallsOnlyWhereItsOwnerOrderedIt() {
        // Given
        Kms other = Kms.newInstance();
        put("metrics", true, "").statusCode(204);
        long second = clock.instant().getEpochSecond() % 60;
        clock.advance(Duration.ofSeconds(61 - second));

        // When
        kms.act(key, "wrap", "{}").then().statusCode(200);
        kms.act(key, "enable").then().statusCode(409);
        other.request().get("/api/v2/keys").then().statusCode(200);
        clock.advance(Duration.ofMinutes(1));

        // Then
        String metrics =
                given().get("/q/metrics").then().statusCode(200).extract().asString();
        assertThat(metrics.lines().filter(line -> line.contains(kms.instance())))
                .anyMatch(line -> line.startsWith("ibm_kms_api_request_gauge{")
                        && line.contains("api=\"kms.secrets.wrap\"")
                        && line.contains("response_code=\"200\"")
                        && line.endsWith(" 1.0"))
                .anyMatch(line -> line.startsWith("ibm_kms_api_request_gauge{")
                        && line.contains("api=\"kms.secrets.enable\"")
                        && line.contains("response_code=\"409\""))
                .anyMatch(line -> line.startsWith("ibm_kms_api_latency_gauge{")
                        && line.contains("api=\"kms.secrets.wrap\"")
                        && !line.endsWith(" 0.0"));
        assertThat(metrics).doesNotContain(other.instance());
    }

    private static Response states(RequestSpecification request, String crn) {
        return request.body("{\"keys\":[\"" + crn + "\"]}").post("/claviger/v1/keys/states");
    }

    private static RequestSpecification from(Kms caller, String address) {
        return caller.request().header("X-Forwarded-For", address);
    }

    private static void refused(Response response) {
        response.then().statusCode(403).body("resources[0].errorMsg", endsWith("(CONFIG_RULE_CONFLICT_ERR)"));
    }

    private io.restassured.response.ValidatableResponse put(String type, boolean enabled, String attributes) {
        return kms.request()
                .body("{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"policy_type\":\"" + type
                        + "\",\"policy_data\":{\"enabled\":" + enabled + ",\"attributes\":{" + attributes + "}}}]}")
                .put("/api/v2/instance/policies?policy=" + type)
                .then();
    }
}
