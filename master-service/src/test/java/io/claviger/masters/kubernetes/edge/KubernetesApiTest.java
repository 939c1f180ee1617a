package io.claviger.masters.kubernetes.edge;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

import io.claviger.testkit.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What kubectl does not ask for, or hides: answers by HTTP. */
@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
class KubernetesApiTest extends KubernetesCalls {

    @Test
    void refusesInTheFormOfAStatus() {
        create("a", "{}");

        refused(caller().get(url(SECRETS + "/none")).then(), 404, "NotFound")
                .body("message", equalTo("secrets \"none\" not found"))
                .body("details.name", equalTo("none"))
                .body("details.kind", equalTo("secrets"));
        refused(caller().get(url("/api/v1/pods")).then(), 404, "NotFound")
                .body("message", equalTo("the server could not find the requested resource"));
        refused(
                caller().post(url("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"))
                        .then(),
                404,
                "NotFound");
        refused(post(SECRETS, "{\"metadata\":{\"name\":\"a\"}}"), 409, "AlreadyExists")
                .body("message", equalTo("secrets \"a\" already exists"));
        refused(post("/api/v1/namespaces/none/secrets", "{\"metadata\":{\"name\":\"a\"}}"), 404, "NotFound")
                .body("message", equalTo("namespaces \"none\" not found"));
        refused(post(SECRETS, "{\"metadata\":{\"name\":\"B\"}}"), 422, "Invalid")
                .body("details.kind", equalTo("Secret"))
                .body("details.causes[0].reason", equalTo("FieldValueInvalid"))
                .body("details.causes[0].field", equalTo("metadata.name"));
        refused(post(SECRETS, "{\"metadata\":"), 400, "BadRequest");
        refused(post(SECRETS, "{\"metadata\":{\"name\":\"x\"},\"data\":{\"k\":\"!\"}}"), 400, "BadRequest")
                .body("message", containsString("illegal base64 data at input byte 0"));
        refused(post("/api/v1/secrets", "{}"), 405, "MethodNotAllowed");
        refused(caller().delete(url("/api/v1/secrets")).then(), 405, "MethodNotAllowed");
        refused(caller().delete(url("/api/v1/namespaces")).then(), 405, "MethodNotAllowed");
        refused(caller().get(url(SECRETS + "?resourceVersion=x")).then(), 400, "BadRequest");
        refused(caller().get(url(SECRETS + "?resourceVersion=999999")).then(), 410, "Expired");
        refused(
                caller().get(url(SECRETS + "?resourceVersion=1&resourceVersionMatch=Exact"))
                        .then(),
                410,
                "Expired");
        refused(caller().get(url(SECRETS + "?resourceVersionMatch=Exact")).then(), 422, "Invalid");
        refused(
                caller().body("{}")
                        .contentType("application/json")
                        .patch(url(SECRETS + "/a"))
                        .then(),
                415,
                "UnsupportedMediaType");
        refused(
                caller().accept("application/vnd.kubernetes.protobuf")
                        .get(url(SECRETS + "/a"))
                        .then(),
                406,
                "NotAcceptable");
        refused(post(SECRETS + "?dryRun=Maybe", "{\"metadata\":{\"name\":\"x\"}}"), 422, "Invalid");
        refused(caller().get(url(SECRETS + "?limit=many")).then(), 400, "BadRequest");
        refused(caller().get(url(SECRETS + "?continue=%25")).then(), 400, "BadRequest");
        refused(caller().get(url(SECRETS + "?labelSelector=a%20b")).then(), 400, "BadRequest");
        refused(caller().get(url(SECRETS + "?fieldSelector=data.k%3Dx")).then(), 400, "BadRequest");
        refused(
                post(
                        SECRETS,
                        "{\"metadata\":{\"name\":\"big\"},\"stringData\":{\"k\":\"" + "x".repeat(1024 * 1024 + 1)
                                + "\"}}"),
                422,
                "Invalid");
        refused(post(SECRETS, " ".repeat(3 * 1024 * 1024 + 1)), 413, "RequestEntityTooLarge");
    }

    @Test
    void answersOnlyCallersOfTheClustersAccount() {
        refused(given().get(url("/api")).then(), 401, "Unauthorized")
                .body("message", containsString("The Authorization header with a bearer token is missing."));
        refused(
                given().auth()
                        .oauth2(TestTokens.foreign())
                        .get(url("/api/v1/secrets"))
                        .then(),
                401,
                "Unauthorized");
        String stranger = TestTokens.user(
                "ffffffffffffffffffffffffffffffff", "IBMid-x", Map.of("containers-kubernetes", List.of("Manager")));
        refused(given().auth().oauth2(stranger).get(url("/api/v1/namespaces")).then(), 404, "NotFound")
                .body("message", equalTo("clusters \"" + cluster + "\" not found"));
        for (String other : List.of(TestClusters.ABSENT, TestClusters.FOREIGN, "no-cluster-id")) {
            refused(caller().get("/clusters/" + other + "/api/v1/namespaces").then(), 404, "NotFound");
        }
    }

    @Test
    void describesItself() {
        given().get(url("/version")).then().statusCode(200).body("minor", equalTo("32"));
        caller().get(url("/api")).then().statusCode(200).body("versions", contains("v1"));
        caller().accept("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json")
                .get(url("/api"))
                .then()
                .statusCode(200)
                .header(
                        "Content-Type",
                        startsWith("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"))
                .body("items[0].versions[0].resources.resource", contains("namespaces", "secrets", "configmaps"));
        caller().accept("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json")
                .get(url("/apis"))
                .then()
                .statusCode(200)
                .body("items[0].metadata.name", equalTo("apps"))
                .body("items[0].versions[0].resources.responseKind.kind", contains("Deployment"));
        caller().get(url("/apis")).then().statusCode(200).body("groups.name", contains("apps"));
        caller().get(url("/apis/apps"))
                .then()
                .statusCode(200)
                .body("kind", equalTo("APIGroup"))
                .body("preferredVersion.groupVersion", equalTo("apps/v1"));
        caller().get(url("/apis/apps/v1"))
                .then()
                .statusCode(200)
                .body("groupVersion", equalTo("apps/v1"))
                .body("resources.shortNames.flatten()", contains("deploy"));
        caller().get(url("/api/v1")).then().statusCode(200).body("resources.verbs", everyItem(hasItem("watch")));
        caller().get(url("/openapi/v2"))
                .then()
                .statusCode(200)
                .header("Content-Type", equalTo("application/octet-stream"))
                .body(emptyString());
        refused(caller().get(url("/openapi/v3")).then(), 404, "NotFound");
    }
}
