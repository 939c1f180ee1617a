package io.claviger.masters.kubernetes.edge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.events.KeyEvent;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.claviger.masters.support.TestBus;
import io.claviger.testkit.Patience;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster's own API while its root key comes and goes, by real events: disk keys of workers (S9, S112, S114), watches. */
@QuarkusTest
class KeyedClusterTest {

    private static final String VERSION = "4.17_openshift";
    private static final String DISK_KEY = "/api/v1/namespaces/kube-system/secrets/luks-kube-c0-one-default-0000000a";

    @Inject
    FakeKms kms;

    @Inject
    StoredSecrets secrets;

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init") // Quarkus sets it.
    URL server;

    @SuppressWarnings("NullAway.Init")
    private ClustersApi api;

    @SuppressWarnings("NullAway.Init")
    private String cluster;

    @BeforeEach
    void oneCluster() {
        api = ClustersApi.ofNewAccount();
        cluster = api.deployed(VERSION);
    }

    @Test
    void envelopesTheDiskKeyOfAWorkerAsItDoesCredentials() {
        // Given
        keep("sealed-one").then().statusCode(201);
        assertThat(secrets.raw(cluster)).anyMatch(row -> row.contains(base64("sealed-one")));
        FakeKms.Key key = kms.newRootKey(api.account);

        // When
        api.enabled(cluster, key);
        keep("sealed-two").then().statusCode(200);
        secrets.write(cluster, "credentials", "marker-9114");

        // Then
        assertThat(secrets.raw(cluster))
                .hasSize(2)
                .noneMatch(row -> row.contains(base64("sealed-one"))
                        || row.contains(base64("sealed-two"))
                        || row.contains("marker-9114"));
        assertThat(secrets.dataKeysOfRows(cluster)).hasSize(2).doesNotContainNull();
        worker().get(url(DISK_KEY))
                .then()
                .statusCode(200)
                .body("type", equalTo("claviger.io/luks"))
                .body("data.sealed-passphrase", equalTo(base64("sealed-two")));
    }

    /** S6, S16: what is no secret is not covered, and says so by being there to read. */
    @Test
    void envelopesOnlySecretsAndServesTheOthersWithoutTheKey() {
        // Given
        FakeKms.Key key = kms.newRootKey(api.account);
        admin().contentType("application/json")
                .body("{\"metadata\":{\"name\":\"settings\"},\"data\":{\"k\":\"marker-16\"}}")
                .post(url("/api/v1/namespaces/default/configmaps"))
                .then()
                .statusCode(201);
        admin().contentType("application/json")
                .body("""
                        {"metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":
                         {"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"marker-6"}]}}}}""")
                .post(url("/apis/apps/v1/namespaces/default/deployments"))
                .then()
                .statusCode(201);
        secrets.write(cluster, "credentials", "marker-9114");

        // When
        api.enabled(cluster, key);

        // Then
        assertThat(secrets.raw(cluster)).hasSize(1).noneMatch(row -> row.contains("marker-9114"));
        assertThat(secrets.readable(cluster))
                .anyMatch(row -> row.contains("marker-16"))
                .anyMatch(row -> row.contains("marker-6"));
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));
        Patience.await()
                .untilAsserted(() -> admin().get(url("/api/v1/namespaces/default/secrets"))
                        .then()
                        .statusCode(403));
        admin().get(url("/api/v1/namespaces/default/configmaps/settings"))
                .then()
                .statusCode(200)
                .body("data.k", equalTo("marker-16"));
        admin().get(url("/apis/apps/v1/deployments")).then().statusCode(200).body("items.size()", equalTo(1));
    }

    @Test
    void withholdsTheDiskKeyOfAWorkerWhileTheKeyIsDisabledButLetsItBeDeleted() {
        // Given
        FakeKms.Key key = kms.newRootKey(api.account);
        api.enabled(cluster, key);
        keep("sealed").then().statusCode(201);

        // When
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));

        // Then
        Patience.await()
                .untilAsserted(() -> worker().get(url(DISK_KEY))
                        .then()
                        .statusCode(403)
                        .body("details.causes[0].reason", equalTo("KeyDisabled"))
                        .body(
                                "message",
                                allOf(
                                        containsString(key.ref.crn() + " is disabled (state 2, Suspended) since"),
                                        containsString("enable the key"))));
        keep("another").then().statusCode(403).body("details.causes[0].reason", equalTo("KeyDisabled"));
        worker().delete(url(DISK_KEY)).then().statusCode(200);
        worker().delete(url(DISK_KEY)).then().statusCode(404).body("details.kind", equalTo("secrets"));
    }

    @Test
    void hangsFromAKeyOfHyperProtectByItsTrueName() {
        // Given
        FakeKms.Key key = kms.newKey(kms.newInstance(api.account, "hs-crypto"), false);
        api.enabled(cluster, key);
        keep("sealed").then().statusCode(201);

        // When
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));

        // Then
        Patience.await()
                .untilAsserted(() -> worker().get(url(DISK_KEY))
                        .then()
                        .statusCode(403)
                        .body("message", allOf(containsString(":hs-crypto:"), containsString(key.ref.crn()))));
        assertThat(key.registrations).hasSize(1);
    }

    @Test
    void letsWorkerServiceNowhereElse() {
        worker().get(url("/api/v1/namespaces/default/secrets")).then().statusCode(403);
        worker().get(url("/api/v1/secrets")).then().statusCode(403);
        worker().get(url("/api/v1/namespaces/kube-system/secrets/none"))
                .then()
                .statusCode(404)
                .body("details.kind", equalTo("secrets"));
        given().header("Authorization", "Bearer " + TestTokens.service("audit-service"))
                .get(url(DISK_KEY))
                .then()
                .statusCode(403);
        worker().get("/clusters/c0000000000000000000" + DISK_KEY)
                .then()
                .statusCode(404)
                .body("details.kind", equalTo("clusters"));
    }

    @Test
    void endsAnOpenWatchWithAnErrorWhenTheKeyIsDisabledAndWatchesAgainWhenItIsEnabled() throws IOException {
        // Given
        FakeKms.Key key = kms.newRootKey(api.account);
        api.enabled(cluster, key);
        keep("sealed").then().statusCode(201);
        try (WatchClient watch = watch()) {
            assertThat(watch.event()).isEqualTo("ADDED luks-kube-c0-one-default-0000000a");

            // When
            TestBus.publish(new KeyEvent.Disabled(key.enter(2)));

            // Then
            JsonNode event = watch.next();
            assertThat(event.path("type").asText()).isEqualTo("ERROR");
            assertThat(event.at("/object/kind").asText()).isEqualTo("Status");
            assertThat(event.at("/object/code").asInt()).isEqualTo(403);
            assertThat(event.at("/object/reason").asText()).isEqualTo("Forbidden");
            assertThat(event.at("/object/message").asText()).contains(key.ref.crn(), "Suspended");
            assertThat(event.at("/object/details/causes/0/reason").asText()).isEqualTo("KeyDisabled");
            assertThat(watch.ended()).isTrue();
        }
        TestBus.publish(new KeyEvent.Enabled(key.enter(1)));
        Patience.await().untilAsserted(() -> worker().get(url(DISK_KEY)).then().statusCode(200));
        try (WatchClient watch = watch()) {
            assertThat(watch.event()).startsWith("ADDED ");
        }
    }

    @Test
    void endsAnOpenWatchAsGoneWhenTheKeyIsDeleted() throws IOException {
        // Given
        FakeKms.Key key = kms.newRootKey(api.account);
        api.enabled(cluster, key);
        keep("sealed").then().statusCode(201);
        try (WatchClient watch = watch()) {
            assertThat(watch.event()).startsWith("ADDED ");

            // When
            TestBus.publish(new KeyEvent.Deleted(key.enter(5)));

            // Then
            JsonNode event = watch.next();
            assertThat(event.path("type").asText()).isEqualTo("ERROR");
            assertThat(event.at("/object/code").asInt()).isEqualTo(410);
            assertThat(event.at("/object/details/causes/0/reason").asText()).isEqualTo("KeyDeleted");
            assertThat(watch.ended()).isTrue();
        }
    }

    /** As worker-service does it. */
    private Response keep(String sealed) {
        return worker().contentType("application/apply-patch+yaml")
                .body("""
                        {"apiVersion": "v1", "kind": "Secret", "type": "claviger.io/luks",
                         "metadata": {"name": "luks-kube-c0-one-default-0000000a", "namespace": "kube-system",
                                      "labels": {"app.kubernetes.io/managed-by": "worker-service"},
                                      "annotations": {"claviger.io/worker": "kube-c0-One-default-0000000a"}},
                         "data": {"sealed-passphrase": "%s"}}
                        """.formatted(base64(sealed)).getBytes(StandardCharsets.UTF_8))
                .patch(url(DISK_KEY + "?fieldManager=worker-service&force=true"));
    }

    private WatchClient watch() {
        return WatchClient.open(
                server + "clusters/" + cluster + "/api/v1/namespaces/kube-system/secrets?watch=true", api.token());
    }

    private RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + api.token());
    }

    private static RequestSpecification worker() {
        return given().header("Authorization", "Bearer " + TestTokens.service("worker-service"));
    }

    private String url(String path) {
        return "/clusters/" + cluster + path;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
