package io.claviger.masters;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.claviger.events.KeyEvent;
import io.claviger.events.PoolSnapshot;
import io.claviger.events.WorkerEvent;
import io.claviger.keyclient.kms.Kms.KmsInstance;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.claviger.masters.support.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the documents tell their reader to see for himself that encryption works, and what he may rely on besides. */
@QuarkusTest
class ProcedureTest {

    @Inject
    FakeKms kms;

    @Inject
    StoredSecrets secrets;

    private final ClustersApi api = ClustersApi.ofNewAccount();

    /** S95, S98 to S100, S103 to S106; S89: not a byte of what is stored is another afterwards. */
    @ParameterizedTest
    @CsvSource({
        "3.11_openshift, normal",
        "4.4.15_openshift, normal",
        "4.4.17_openshift, normal",
        "4.5_openshift, warning",
        "4.17_openshift, warning",
        "1.32, warning"
    })
    void provesEncryptionByDisablingTheRootKey(String version, String whileDisabled) {
        // Given a cluster that says that key management is enabled, and its secrets
        String cluster = withNormalWorkers(version);
        FakeKms.Key key = kms.newRootKey(api.account);
        api.enabled(cluster, key);
        create(cluster, "seen", "Opaque", Map.of("password", "marker-95"));
        list(cluster).then().statusCode(200).body("items.metadata.name", hasItem("seen"));
        kubeconfig(cluster).then().statusCode(200);
        List<String> stored = secrets.raw(cluster);

        // When
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));

        // Then
        await().until(() -> list(cluster).statusCode() == 403);
        list(cluster).then().body("reason", equalTo("Forbidden")).body("message", containsString(key.ref.crn()));
        kubeconfig(cluster).then().statusCode(409);
        assertThat(api.read(cluster).getString("state")).isEqualTo(whileDisabled);

        // When
        TestBus.publish(new KeyEvent.Enabled(key.enter(1)));

        // Then
        await().until(() -> list(cluster).statusCode() == 200);
        list(cluster).then().body("items.metadata.name", hasItem("seen"));
        kubeconfig(cluster).then().statusCode(200);
        api.await(cluster, "state", "normal");
        assertThat(secrets.raw(cluster)).isEqualTo(stored);
    }

    /** S46 */
    @Test
    void mindsNoExpiryOfAKeyThatItHasLeft() {
        // Given
        String cluster = withNormalWorkers("4.17_openshift");
        FakeKms.Key expiring = kms.newRootKey(api.account);
        FakeKms.Key next = kms.newRootKey(api.account);
        api.enabled(cluster, expiring);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, next);

        // When, and when something later is noticed
        TestBus.publish(new KeyEvent.Expired(expiring.enter(3)));
        TestBus.publish(new KeyEvent.Rotated(next.rotate()));
        await().until(() -> secrets.keyVersions(cluster).equals(List.of(next.version())));

        // Then
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        api.await(cluster, "lifecycle.masterStatus", "Ready");
        assertThat(api.read(cluster).getString("state")).isEqualTo("normal");
    }

    /** S83 on the other kind of instance */
    @Test
    void followsARotationInHyperProtectToo() {
        // Given
        String cluster = withNormalWorkers("4.17_openshift");
        KmsInstance instance = kms.newInstance(api.account, "hs-crypto");
        FakeKms.Key key = kms.newKey(instance, false);
        api.enabled(cluster, key);
        secrets.write(cluster, "kept", "kept");

        // When
        TestBus.publish(new KeyEvent.Rotated(key.rotate()));

        // Then
        await().until(() -> secrets.keyVersions(cluster).equals(List.of(key.version())));
        api.await(cluster, "lifecycle.masterStatus", "Ready");
        assertThat(api.read(cluster).getString("features.kms.crkVersion")).isEqualTo(key.version());
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
    }

    /** S29 */
    @Test
    void putsCredentialsOfEveryTypeUnderTheKey() {
        // Given
        String pull = "{\"auths\":{\"registry.test\":{\"auth\":\"marker-29\"}}}";
        String cluster = withNormalWorkers("4.17_openshift");
        create(cluster, "pull", "kubernetes.io/dockerconfigjson", Map.of(".dockerconfigjson", pull));
        create(cluster, "service", "kubernetes.io/basic-auth", Map.of("username", "u", "password", "marker-29"));
        create(cluster, "tls", "kubernetes.io/tls", Map.of("tls.crt", "marker-29", "tls.key", "marker-29"));
        assertThat(secrets.raw(cluster))
                .hasSize(3)
                .allMatch(row -> row.contains(base64(pull)) || row.contains(base64("marker-29")));

        // When
        api.enabled(cluster, kms.newRootKey(api.account));

        // Then
        assertThat(secrets.raw(cluster))
                .hasSize(3)
                .noneMatch(row -> row.contains(base64(pull)) || row.contains(base64("marker-29")));
        list(cluster).then().statusCode(200).body("items.data.password", hasItem(base64("marker-29")));
    }

    private String withNormalWorkers(String version) {
        String cluster = api.deployed(version);
        TestBus.publish(new WorkerEvent.PoolCreated(
                new PoolSnapshot("pool-" + cluster, "default", cluster, "crn:pool", 2, 2, 2, 1, null)));
        api.await(cluster, "state", "normal");
        return cluster;
    }

    private Response list(String cluster) {
        return api.as().get("/clusters/" + cluster + "/api/v1/secrets");
    }

    private Response kubeconfig(String cluster) {
        return api.as().get("/global/v2/getKubeconfig?cluster=" + cluster + "&format=yaml");
    }

    private void create(String cluster, String name, String type, Map<String, String> content) {
        api.as()
                .contentType("application/json")
                .body(Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Secret",
                        "metadata",
                        Map.of("name", name),
                        "type",
                        type,
                        "stringData",
                        content))
                .post("/clusters/" + cluster + "/api/v1/namespaces/default/secrets")
                .then()
                .statusCode(201);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
