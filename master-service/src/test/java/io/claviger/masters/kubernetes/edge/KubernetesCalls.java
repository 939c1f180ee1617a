package io.claviger.masters.kubernetes.edge;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.testkit.TestTokens;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** A cluster of each test's own, and who calls its API. */
abstract class KubernetesCalls {

    static final String SECRETS = "/api/v1/namespaces/default/secrets";
    static final String MERGE = "application/merge-patch+json";

    @Inject
    ObjectStore store;

    ClusterId cluster = new ClusterId(TestClusters.ABSENT);

    @BeforeEach
    void openCluster() {
        cluster = OpenClusters.open(store);
    }

    String create(String name, String data) {
        return post(SECRETS, "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":" + data + "}")
                .statusCode(201)
                .extract()
                .jsonPath()
                .getString("metadata.resourceVersion");
    }

    ValidatableResponse post(String path, String body) {
        return caller().body(body).post(url(path)).then();
    }

    static ValidatableResponse refused(ValidatableResponse answer, int code, String reason) {
        return answer.statusCode(code)
                .contentType("application/json")
                .body("kind", equalTo("Status"))
                .body("status", equalTo("Failure"))
                .body("code", equalTo(code))
                .body("reason", equalTo(reason))
                .body("message", not(emptyString()));
    }

    RequestSpecification caller() {
        return given().urlEncodingEnabled(false).auth().oauth2(manager()).contentType("application/json");
    }

    static String manager() {
        return TestTokens.user(
                TestTokens.ACCOUNT, "IBMid-manager", Map.of("containers-kubernetes", List.of("Manager")));
    }

    String url(String path) {
        return "/clusters/" + cluster + path;
    }
}
