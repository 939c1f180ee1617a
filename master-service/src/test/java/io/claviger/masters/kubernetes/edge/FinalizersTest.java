package io.claviger.masters.kubernetes.edge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is deleted while somebody holds it. */
@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
class FinalizersTest {

    private static final String MERGE = "application/merge-patch+json";
    private static final String RELEASE = "{\"metadata\":{\"finalizers\":null}}";

    @Inject
    ObjectStore store;

    @Inject
    TestSealing sealing;

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init") // Quarkus sets it.
    URL server;

    private ClusterId cluster = new ClusterId(TestClusters.ABSENT);

    @BeforeEach
    void openCluster() {
        cluster = OpenClusters.open(store);
        caller().body("{\"metadata\":{\"name\":\"team\"}}").post(url("/api/v1/namespaces"));
    }

    @Test
    void keepsWhatIsHeldUntilTheLastFinalizerGoes() throws IOException {
        // Given
        create("secrets", "a", "x/one", "x/two");
        try (WatchClient watch = watch("secrets")) {
            assertThat(watch.event()).isEqualTo("ADDED a");

            // When
            delete("secrets/a", "{\"propagationPolicy\":\"Background\"}")
                    .statusCode(200)
                    .body("metadata.deletionTimestamp", matchesPattern("\\d{4}-.*Z"))
                    .body("metadata.deletionGracePeriodSeconds", equalTo(0))
                    .body("data.k", equalTo("QQ=="));
            delete("secrets/a", "").statusCode(200).body("kind", equalTo("Secret"));

            // Then
            patch("secrets/a", "{\"metadata\":{\"finalizers\":[\"x/one\",\"x/three\"]}}")
                    .statusCode(422)
                    .body(
                            "message",
                            containsString("no new finalizers can be added if the object is being deleted, found new"
                                    + " finalizers []string{\"x/three\"}"));
            patch(
                            "secrets/a",
                            "{\"metadata\":{\"finalizers\":[\"x/one\"],\"deletionTimestamp\":null,\"labels\":{\"l\":\"m\"}}}")
                    .statusCode(200)
                    .body("metadata.deletionTimestamp", matchesPattern("\\d{4}-.*Z"));
            patch("secrets/a", RELEASE).statusCode(200).body("metadata.finalizers", nullValue());
            caller().get(at("secrets/a")).then().statusCode(404);
            assertThat(List.of(watch.event(), watch.event(), watch.event()))
                    .containsExactly("MODIFIED a", "MODIFIED a", "DELETED a");
        }
    }

    @Test
    void goesAtOnceWhenNobodyHoldsItAndByPreconditionOnly() {
        create("configmaps", "c");
        String uid = caller().get(at("configmaps/c")).path("metadata.uid");

        delete("configmaps/c", "{\"preconditions\":{\"uid\":\"other\"}}").statusCode(409);
        delete("configmaps/c", "{\"propagationPolicy\":\"Sideways\"}")
                .statusCode(422)
                .body("message", containsString("propagationPolicy: Unsupported value: \"Sideways\""));
        delete("configmaps/c", "{\"preconditions\":{\"uid\":\"" + uid + "\"},\"propagationPolicy\":\"Orphan\"}")
                .statusCode(200)
                .body("status", equalTo("Success"));
        caller().get(at("configmaps/c")).then().statusCode(404);
    }

    @Test
    void marksADeploymentAsANewGeneration() {
        caller().body("""
                        {"metadata":{"name":"d","finalizers":["x/one"]},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":
                         {"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""")
                .post(url("/apis/apps/v1/namespaces/team/deployments"))
                .then()
                .statusCode(201);
        String path = url("/apis/apps/v1/namespaces/team/deployments/d");

        caller().delete(path + "?propagationPolicy=Foreground")
                .then()
                .statusCode(202)
                .body("metadata.generation", equalTo(2));
        caller().delete(path + "?dryRun=All").then().statusCode(200);
        caller().get(path).then().statusCode(200).body("metadata.generation", equalTo(2));
        caller().contentType(MERGE).body(RELEASE).patch(path).then().statusCode(200);
        caller().get(path).then().statusCode(404);
    }

    @Test
    void deletesWhatIsHeldWithoutTheKeyAndLetsGoWithIt() {
        // Given
        create("secrets", "a", "x/one");
        sealing.refuse(
                cluster,
                new KeyUnavailable.Suspended("crn", "suspended", Instant.EPOCH, "enable it to read the secrets"));

        // When
        delete("secrets/a", "").statusCode(200).body("status", equalTo("Success"));

        // Then
        patch("secrets/a", RELEASE).statusCode(403);
        sealing.allow(cluster);
        caller().get(at("secrets/a")).then().statusCode(200).body("metadata.deletionGracePeriodSeconds", equalTo(0));
        patch("secrets/a", RELEASE).statusCode(200);
        caller().get(at("secrets/a")).then().statusCode(404);
    }

    @Test
    void endsANamespaceWithTheLastThingThatIsHeldInIt() throws IOException {
        // Given
        create("secrets", "held", "x/one");
        create("configmaps", "free");
        String namespace = url("/api/v1/namespaces/team");

        // When
        caller().delete(namespace).then().statusCode(200).body("status.phase", equalTo("Terminating"));

        // Then
        caller().get(at("configmaps/free")).then().statusCode(404);
        caller().get(url("/api/v1/namespaces?fieldSelector=status.phase=Terminating"))
                .then()
                .body("items.metadata.name", equalTo(List.of("team")));
        caller().body("{\"metadata\":{\"name\":\"late\"}}")
                .post(at("configmaps"))
                .then()
                .statusCode(403)
                .body("details.causes[0].reason", equalTo("NamespaceTerminating"))
                .body("message", containsString("because it is being terminated"));
        patch("secrets/held", RELEASE).statusCode(200);
        caller().get(namespace).then().statusCode(404);
    }

    private void create(String resource, String name, String... finalizers) {
        String held = finalizers.length == 0 ? "" : "\"" + String.join("\",\"", finalizers) + "\"";
        String data = resource.equals("secrets") ? "QQ==" : "v";
        caller().body("{\"metadata\":{\"name\":\"%s\",\"finalizers\":[%s]},\"data\":{\"k\":\"%s\"}}"
                        .formatted(name, held, data))
                .post(at(resource))
                .then()
                .statusCode(201);
    }

    private ValidatableResponse delete(String path, String options) {
        return caller().body(options).delete(at(path)).then();
    }

    private ValidatableResponse patch(String path, String merge) {
        return caller().contentType(MERGE).body(merge).patch(at(path)).then();
    }

    private WatchClient watch(String resource) {
        return WatchClient.open(
                server + "clusters/" + cluster.value() + "/api/v1/namespaces/team/" + resource + "?watch=true",
                token());
    }

    private static RequestSpecification caller() {
        return given().contentType("application/json").header("Authorization", "Bearer " + token());
    }

    private static String token() {
        return TestTokens.user(
                TestTokens.ACCOUNT, "IBMid-Manager", Map.of("containers-kubernetes", List.of("Manager")));
    }

    private String at(String path) {
        return url("/api/v1/namespaces/team/" + path);
    }

    private String url(String path) {
        return "/clusters/" + cluster.value() + path;
    }
}
