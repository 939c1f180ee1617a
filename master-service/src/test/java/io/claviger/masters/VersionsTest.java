package io.claviger.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.events.ClusterEvent;
import io.claviger.events.KeyEvent;
import io.claviger.events.PoolSnapshot;
import io.claviger.events.Topic;
import io.claviger.events.WorkerEvent;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.CommandedProfile;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.claviger.masters.support.TestBus;
import io.claviger.masters.version.DocProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cluster's version decides, and what an update and a refresh of its master change in it (clusters-api.md 5.5). */
@QuarkusTest
class VersionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OLDER = "4.4.15_openshift";
    private static final String NEWER = "4.4.16_1513_openshift";
    private static final String SHOWING = "4.5.18_openshift";

    @Inject
    FakeKms kms;

    @Inject
    StoredSecrets secrets;

    @Inject
    CommandedProfile profile;

    private ClustersApi api;

    @BeforeEach
    void newAccount() {
        api = ClustersApi.ofNewAccount();
    }

    @AfterEach
    void asDelivered() {
        profile.asDelivered();
    }

    /** S32 */
    @Test
    void registersWhenKmsIsEnabledAgainAfterAnUpdateAndNotBefore() {
        // Given
        String cluster = api.deployed(OLDER);
        FakeKms.Key key = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, key);
        assertThat(key.registrations).isEmpty();

        // When
        update(cluster, SHOWING).then().statusCode(204);

        // Then
        api.get(cluster)
                .then()
                .body("masterKubeVersion", equalTo("4.5.18_1521_openshift"))
                .body("lifecycle.masterState", equalTo("deployed"))
                .body("lifecycle.masterStatus", equalTo("Ready"))
                .body("features.kms.serviceToService", equalTo(false));
        assertThat(key.registrations).isEmpty();
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");

        // When
        api.enable(cluster, key).then().statusCode(201);

        // Then
        await().atMost(PATIENCE)
                .until(() -> api.read(cluster).getBoolean("features.kms.serviceToService")
                        && "Ready".equals(api.read(cluster).getString("lifecycle.masterStatus")));
        assertThat(key.registrations).containsExactly(api.read(cluster).getString("crn"));
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        // And from here on it follows the key by itself
        TestBus.publish(new KeyEvent.Rotated(key.rotate()));
        await().atMost(PATIENCE).until(() -> secrets.keyVersions(cluster).equals(List.of(key.version())));
        api.enable(cluster, key).then().statusCode(409).body("code", equalTo("K0005"));
    }

    /** S34, S82 */
    @Test
    void takesUpARotationOfAnOlderClusterWhenKmsIsEnabledAgain() {
        // Given
        String cluster = api.deployed(OLDER);
        FakeKms.Key key = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, key);
        String before = key.version();
        TestBus.publish(new KeyEvent.Rotated(key.rotate()));
        refresh(cluster).then().statusCode(204);
        assertThat(secrets.keyVersions(cluster)).containsExactly(before);

        // When
        api.enable(cluster, key).then().statusCode(201);

        // Then
        await().atMost(PATIENCE).until(() -> secrets.keyVersions(cluster).equals(List.of(key.version())));
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        assertThat(key.registrations).isEmpty();
    }

    /** S96, S105 */
    @ParameterizedTest
    @CsvSource({OLDER + ", normal, Ready", NEWER + ", normal, Ready", SHOWING + ", warning, disabled"})
    void showsTheKeysStateFromTheVersionOnThatDoes(String version, String state, String status) {
        // Given
        String cluster = withNormalWorkers(version);
        FakeKms.Key key = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, key);

        // When
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));

        // Then: whatever it shows, it cannot read
        await().atMost(PATIENCE).until(() -> refusal(cluster) != null);
        assertThat(api.read(cluster).getString("state")).isEqualTo(state);
        assertThat(api.read(cluster).getString("lifecycle.masterStatus")).contains(status);

        // When
        TestBus.publish(new KeyEvent.Enabled(key.enter(1)));

        // Then
        await().atMost(PATIENCE).until(() -> refusal(cluster) == null);
        assertThat(api.read(cluster).getString("state")).isEqualTo("normal");
    }

    /** S101, S47, S37: an hour, compressed. */
    @ParameterizedTest
    @CsvSource({OLDER + ", 2", NEWER + ", 2", "3.11_openshift, 3", OLDER + ", 3"})
    void goesOnWithoutItsKeyInAVersionThatNoticesLateUntilTheLagIsOver(String version, int keyState) {
        // Given two clusters under one key
        profile.longLag(Duration.ofHours(1));
        FakeKms.Key key = kms.newRootKey(api.account);
        String late = reading(version, key);
        String prompt = reading(SHOWING, key);

        // When
        key.enter(keyState);
        TestBus.publish(keyState == 2 ? new KeyEvent.Disabled(key.snapshot()) : new KeyEvent.Expired(key.snapshot()));

        // Then
        await().atMost(PATIENCE).until(() -> refusal(prompt) != null);
        assertThat(secrets.read(late, "kept")).isEqualTo("kept");
        kubeconfig(late).then().statusCode(200);
        kubeconfig(prompt).then().statusCode(409);

        // When the hour has passed
        profile.longLag(Duration.ZERO);

        // Then
        assertThat(refusal(late)).isNotNull();
        kubeconfig(late).then().statusCode(409);
    }

    /** S47, S37 */
    @Test
    void noticesWhatBecameOfItsKeyWhenItsMasterIsRefreshed() {
        // Given
        profile.longLag(Duration.ofHours(1));
        FakeKms.Key key = kms.newRootKey(api.account);
        String cluster = reading(OLDER, key);
        String prompt = reading(SHOWING, key);
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));
        await().atMost(PATIENCE).until(() -> refusal(prompt) != null);
        assertThat(refusal(cluster)).isNull();

        // When
        refresh(cluster).then().statusCode(204);

        // Then
        assertThat(refusal(cluster)).isInstanceOf(KeyUnavailable.Suspended.class);

        // When the key is back, which the one notices at once and the other does not
        TestBus.publish(new KeyEvent.Enabled(key.enter(1)));

        // Then
        await().atMost(PATIENCE).until(() -> refusal(prompt) == null);
        assertThat(refusal(cluster)).isNotNull().hasMessageContaining("refreshMaster");
        refresh(cluster).then().statusCode(204);
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
    }

    @Test
    void noticesWhatBecameOfItsKeyWhenItsMasterIsUpdated() {
        // Given
        profile.longLag(Duration.ofHours(1));
        FakeKms.Key key = kms.newRootKey(api.account);
        String cluster = reading(OLDER, key);
        String prompt = reading(SHOWING, key);
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));
        await().atMost(PATIENCE).until(() -> refusal(prompt) != null);
        assertThat(refusal(cluster)).isNull();

        // When
        update(cluster, "4.5").then().statusCode(204);

        // Then
        assertThat(refusal(cluster)).isInstanceOf(KeyUnavailable.Suspended.class);
    }

    @Test
    void asksAnUnawareMasterForNothingNew() {
        // Given a data key that is not in memory
        profile.longLag(Duration.ofHours(1));
        FakeKms.Key key = kms.newRootKey(api.account);
        String cluster = reading(OLDER, key);
        String prompt = reading(SHOWING, key);
        plainKeys.forget(key.ref.crn());

        // When
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));

        // Then
        await().atMost(PATIENCE).until(() -> refusal(prompt) != null);
        assertThat(refusal(cluster)).isNotNull();
    }

    @Inject
    io.claviger.masters.datakey.PlainDataKeys plainKeys;

    @Test
    void updatesByBothPathsAndTellsOfIt() {
        String cluster = api.deployed("1.31");

        api.as()
                .body("{\"action\": \"update\", \"force\": true, \"version\": \"1.32\"}")
                .put("/global/v1/clusters/" + cluster)
                .then()
                .statusCode(204);
        api.get(cluster).then().body("masterKubeVersion", equalTo("1.32.7_1557"));
        update(cluster, "1.33.3").then().statusCode(204);
        update(cluster, "1.33.3_1542").then().statusCode(204);
        api.get(cluster).then().body("masterKubeVersion", equalTo("1.33.3_1542"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(TestBus.read(Topic.CLUSTERS, cluster))
                        .map(event -> ((ClusterEvent) event).cluster().version())
                        .contains("1.32.7_1557", "1.33.3_1542"));
        api.as()
                .body("{\"action\": \"refresh\"}")
                .put("/global/v1/clusters/" + cluster + "/masters")
                .then()
                .statusCode(204);
    }

    @Test
    void updatesToTheUsualVersionWhenNoneIsNamed() {
        String cluster = api.deployed("4.16_openshift");

        update(cluster, "").then().statusCode(204);

        api.get(cluster).then().body("masterKubeVersion", equalTo("4.17.34_1570_openshift"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            4.5_openshift | 4.4.17_openshift | E0011 | older than the master's version 4.5.18_1521_openshift
            4.5_openshift | 1.32             | E0011 | names no version that is offered
            1.32          | 4.17_openshift   | E0011 | names a version of openshift
            1.32          | 0.9              | E0011 | names no version that is offered
            """)
    void refusesAVersionThatNoMasterCanBeBroughtTo(String version, String wanted, String code, String why) {
        String cluster = api.deployed(version);

        update(cluster, wanted)
                .then()
                .statusCode(400)
                .body("code", equalTo(code))
                .body("description", containsString("'version'"))
                .body("description", containsString(why));
    }

    @Test
    void neverUpdatesAClusterUnderAKeyToAVersionThatKnowsNone() {
        String cluster = api.deployed("3.11_openshift");
        api.enabled(cluster, kms.newRootKey(api.account));

        update(cluster, "4.3_openshift").then().statusCode(400).body("code", equalTo("K0007"));
        update(cluster, "4.4_openshift").then().statusCode(204);
    }

    @Test
    void changesNoMasterWhileKmsIsBeingEnabled() {
        // Given
        String cluster = api.deployed(SHOWING);
        FakeKms.Key key = kms.newRootKey(api.account);
        kms.hold(key);
        api.enable(cluster, key).then().statusCode(201);

        // Then
        update(cluster, "4.17").then().statusCode(409).body("code", equalTo("K0006"));
        refresh(cluster).then().statusCode(409).body("code", equalTo("K0006"));
        kms.letGo(key);
        api.await(cluster, "lifecycle.masterStatus", "Ready");
        update(cluster, "4.17").then().statusCode(204);
    }

    @ParameterizedTest
    @CsvSource({"Viewer, 403", "Editor, 403", "Operator, 204", "Administrator, 204"})
    void letsOperatorsChangeMasters(String role, int status) {
        String cluster = api.deployed("1.32");
        ClustersApi someone = ClustersApi.withRoles(api.account, Map.of("containers-kubernetes", List.of(role)));

        refresh(someone, cluster).then().statusCode(status);
        update(someone, cluster, "1.33").then().statusCode(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "[]", "{}", "{\"action\": 3}", "{\"action\": \"destroy\"}"})
    void refusesABadAction(String body) {
        String cluster = api.deployed("1.32");

        api.as().body(body).put("/global/v1/clusters/" + cluster).then().statusCode(400);
        api.as()
                .body(body)
                .put("/global/v1/clusters/" + cluster + "/masters")
                .then()
                .statusCode(400)
                .body("code", equalTo("E0011"));
    }

    /** S27 */
    @Test
    void refusesAnInstanceThatLimitsTheAddressesOfItsClients() {
        String cluster = api.deployed(SHOWING);
        FakeKms.Key key = kms.newRootKey(api.account);
        kms.restrictAddresses(key.ref.instanceId());

        api.enable(cluster, key)
                .then()
                .statusCode(409)
                .body("code", equalTo("K0011"))
                .body("type", equalTo("KMS"))
                .body("description", containsString(key.ref.instanceId()));
        api.get(cluster)
                .then()
                .body("features.keyProtectEnabled", equalTo(false))
                .body("lifecycle.masterState", equalTo("deployed"))
                .body("lifecycle.masterStatus", equalTo("Ready"));
        assertThat(key.registrations).isEmpty();
    }

    /** S139, S140 */
    @Test
    void offersKmsOnSatelliteInTheDocumentOf2025Only() {
        // Given
        String cluster = onSatellite();
        FakeKms.Key key = kms.newRootKey(api.account);
        profile.documents(DocProfile.OF_2021);

        // Then
        api.enable(cluster, key).then().statusCode(400).body("code", equalTo("K0015"));
        api.get(cluster)
                .then()
                .body("features.keyProtectEnabled", equalTo(false))
                .body("lifecycle.masterStatus", equalTo("Ready"));
        profile.documents(DocProfile.OF_2025);
        api.enabled(cluster, key);
    }

    /** S92 with contract 4.4 */
    @Test
    void givesAClusterOnSatelliteNoKeyOfAnotherAccount() {
        String cluster = onSatellite();
        FakeKms.Key key = kms.newRootKey(ClustersApi.ofNewAccount().account);

        api.as()
                .body("""
                        {"cluster": "%s", "instance_id": "%s", "crk_id": "%s", "account_id": "another"}
                        """.formatted(cluster, key.ref.instanceId(), key.ref.keyId()))
                .post("/global/v2/enableKMS")
                .then()
                .statusCode(400)
                .body("code", equalTo("K0016"))
                .body("type", equalTo("KMS"));
        api.get(cluster).then().body("features.keyProtectEnabled", equalTo(false));
    }

    /** S67 against S68 (C2) */
    @Test
    void envelopesOnlyNewSecretsInTheDocumentOf2021() {
        // Given
        profile.documents(DocProfile.OF_2021);
        String cluster = api.deployed(SHOWING);
        secrets.write(cluster, "early", "marker-2021");

        // When
        api.enabled(cluster, kms.newRootKey(api.account));
        secrets.write(cluster, "late", "marker-2021");

        // Then
        assertThat(secrets.raw(cluster))
                .hasSize(2)
                .filteredOn(row -> row.contains("marker-2021"))
                .hasSize(1);
        assertThat(secrets.read(cluster, "early")).isEqualTo("marker-2021");

        // When it moves on, the former key is let go
        FakeKms.Key second = kms.newRootKey(api.account);
        api.enabled(cluster, second);

        // Then
        assertThat(secrets.keyVersions(cluster)).containsExactly(second.version());
        assertThat(secrets.read(cluster, "late")).isEqualTo("marker-2021");
    }

    private String onSatellite() {
        String id = api.as()
                .body(
                        "{\"name\": \"on-satellite\", \"controller\": \"location-1\", \"kubeVersion\": \"4.17_openshift\"}")
                .post("/global/v2/satellite/createCluster")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        api.await(id, "lifecycle.masterStatus", "Ready");
        return id;
    }

    /** A cluster under the key, with a secret that was read. */
    private String reading(String version, FakeKms.Key key) {
        String cluster = api.deployed(version);
        api.enabled(cluster, key);
        secrets.write(cluster, "kept", "kept");
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        return cluster;
    }

    private String withNormalWorkers(String version) {
        String cluster = api.deployed(version);
        TestBus.publish(new WorkerEvent.PoolCreated(
                new PoolSnapshot("pool-" + cluster, "default", cluster, "crn:pool", 2, 2, 2, 1, null)));
        api.await(cluster, "state", "normal");
        return cluster;
    }

    private @Nullable KeyUnavailable refusal(String cluster) {
        return catchThrowableOfType(KeyUnavailable.class, () -> secrets.read(cluster, "kept"));
    }

    private Response kubeconfig(String cluster) {
        return api.as().get("/global/v2/getKubeconfig?cluster=" + cluster + "&format=yaml");
    }

    private Response update(String cluster, String version) {
        return update(api, cluster, version);
    }

    private static Response update(ClustersApi api, String cluster, String version) {
        return api.as()
                .body("{\"cluster\": \"%s\", \"version\": \"%s\"}".formatted(cluster, version))
                .post("/global/v2/updateMaster");
    }

    private Response refresh(String cluster) {
        return refresh(api, cluster);
    }

    private static Response refresh(ClustersApi api, String cluster) {
        return api.as().body("{\"cluster\": \"%s\"}".formatted(cluster)).post("/global/v2/refreshMaster");
    }
}
