package io.claviger.keys.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.claviger.keys.support.Kms;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The part of IBM's resource controller that clients of Key Protect use (key-protect-api.md 8). */
@QuarkusTest
class InstancesTest {

    @Test
    void answersAnOrderWithWhatTerraformReads() {
        Kms kms = Kms.newInstance();
        String crn = "crn:v1:bluemix:public:kms:us-south:a/" + kms.account() + ":" + kms.instance() + "::";

        for (String id : List.of(kms.instance(), crn, crn.replace(":", "%3A").replace("/", "%2F"))) {
            with(kms.token())
                    .urlEncodingEnabled(false)
                    .get("/v2/resource_instances/" + id)
                    .then()
                    .statusCode(200)
                    .body("id", equalTo(crn))
                    .body("crn", equalTo(crn))
                    .body("guid", equalTo(kms.instance()))
                    .body("name", equalTo("test"))
                    .body("region_id", equalTo("us-south"))
                    .body("state", equalTo("active"))
                    .body("account_id", equalTo(kms.account()))
                    .body("extensions.endpoints.public", containsString("http"))
                    .body("extensions.endpoints.private", containsString("http"));
        }
    }

    @Test
    void listsOnlyTheCallersOwn() {
        Kms kms = Kms.newInstance();
        Kms other = Kms.newInstance();

        with(kms.token())
                .get("/v2/resource_instances")
                .then()
                .statusCode(200)
                .body("rows_count", equalTo(1))
                .body("resources.guid", equalTo(List.of(kms.instance())));
        with(kms.token())
                .get("/v2/resource_instances?account_id=" + other.account())
                .then()
                .body("resources", hasSize(0));
        with(TestTokens.service("master-service"))
                .get("/v2/resource_instances?account_id=" + other.account())
                .then()
                .body("resources.guid", hasItem(other.instance()))
                .body("resources.account_id", everyItem(equalTo(other.account())));
        with(other.token())
                .get("/v2/resource_instances/" + kms.instance())
                .then()
                .statusCode(404)
                .body("error_code", equalTo("RC-InstanceNotFound"));
    }

    @Test
    void isGivenUpOnlyWhenNothingInItLives() {
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("orders");
        String path = "/v2/resource_instances/" + kms.instance();

        with(kms.token()).delete(path).then().statusCode(409).body("error_code", equalTo("RC-InstanceHoldsKeys"));
        kms.request().delete("/api/v2/keys/" + key).then().statusCode(204);
        with(TestTokens.user(kms.account(), "IBMid-reader", Map.of("kms", List.of("Reader"))))
                .delete(path)
                .then()
                .statusCode(403);
        with(kms.token()).delete(path).then().statusCode(204);
        with(kms.token()).get(path).then().statusCode(404);
        kms.request().get("/api/v2/keys").then().statusCode(401);
    }

    @Test
    void listsAnAccountPartByPart() {
        // Given
        Kms kms = Kms.newInstance();
        for (String name : List.of("second", "third")) {
            with(kms.token())
                    .body("{\"name\":\"" + name + "\",\"target\":\"us-south\"}")
                    .post("/v2/resource_instances")
                    .then()
                    .statusCode(201);
        }

        // When
        List<String> names = new ArrayList<>();
        String next = "/v2/resource_instances?limit=2&account_id=" + kms.account();
        for (int parts = 0; next != null && parts < 5; parts++) {
            Response part = with(TestTokens.service("master-service"))
                    .urlEncodingEnabled(false)
                    .get(next);
            part.then().statusCode(200).body("rows_count", lessThanOrEqualTo(2));
            names.addAll(part.jsonPath().getList("resources.name", String.class));
            next = part.path("next_url");
        }

        // Then
        assertThat(names).containsExactly("test", "second", "third");
        assertThat(next).isNull();
        for (String bad : List.of("limit=0", "limit=1001", "limit=x", "start=x", "start=99999999999999999999.a")) {
            with(kms.token()).get("/v2/resource_instances?" + bad).then().statusCode(400);
        }
    }

    /** Key Protect's platform roles (key-protect-api.md 6.4). */
    @Test
    void showsInstancesToWhoeverHasARoleForThem() {
        Kms kms = Kms.newInstance();
        String path = "/v2/resource_instances/" + kms.instance();
        for (String role : List.of("Viewer", "Operator", "Editor", "Administrator")) {
            kms.as(role).request().get(path).then().statusCode(200);
            kms.as(role).request().get("/v2/resource_instances").then().body("rows_count", equalTo(1));
        }

        String none = TestTokens.user(kms.account(), "IBMid-other", Map.of("iam", List.of("Administrator")));
        with(none).get(path).then().statusCode(403).body("error_code", equalTo("RC-IAMAuthorizationFailedError"));
        with(none).get("/v2/resource_instances").then().statusCode(403);
    }

    @Test
    void namesADefaultResourceGroup() {
        with(Kms.newInstance().token())
                .get("/v2/resource_groups")
                .then()
                .statusCode(200)
                .body("resources", hasSize(1))
                .body("resources[0].name", equalTo("Default"));
    }

    @Test
    void refusesATokenThatIsMissing() {
        given().get("/v2/resource_instances")
                .then()
                .statusCode(401)
                .body("error_code", equalTo("RC-IAMAuthenticationFailedError"));
    }

    private static RequestSpecification with(String token) {
        return given().header("Authorization", "Bearer " + token);
    }
}
