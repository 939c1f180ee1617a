package io.claviger.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.events.ClusterEvent;
import io.claviger.events.DomainEvent;
import io.claviger.events.KeyAcknowledged;
import io.claviger.events.KeyEvent;
import io.claviger.events.PoolSnapshot;
import io.claviger.events.Topic;
import io.claviger.events.WorkerEvent;
import io.claviger.masters.cluster.ClusterState;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.datakey.PlainDataKeys;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.claviger.masters.support.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The main job of this service on the real broker and database, with key-service behind its port. */
@QuarkusTest
class KmsStoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String VERSION = "4.17_openshift";

    @Inject
    FakeKms kms;

    @Inject
    StoredSecrets secrets;

    @Inject
    PlainDataKeys plainKeys;

    @Inject
    DataSource dataSource;

    @Inject
    ObjectMapper json;

    private ClustersApi api;

    @BeforeEach
    void newAccount() {
        api = ClustersApi.ofNewAccount();
    }

    @Test
    void envelopesWhatWasReadableBeforeEnablement() {
        // Given
        String cluster = api.deployed(VERSION);
        secrets.write(cluster, "early", "marker-8531");
        assertThat(secrets.raw(cluster)).anyMatch(row -> row.contains("marker-8531"));
        FakeKms.Key key = kms.newRootKey(api.account);

        // When
        api.enabled(cluster, key);

        // Then
        secrets.write(cluster, "late", "marker-8531");
        assertThat(secrets.raw(cluster)).hasSize(2).noneMatch(row -> row.contains("marker-8531"));
        assertThat(secrets.read(cluster, "early")).isEqualTo("marker-8531");
        JsonPath now = api.read(cluster);
        assertThat(now.getString("lifecycle.masterState")).isEqualTo("deployed");
        assertThat(now.getString("features.kms.crkVersion")).isEqualTo(key.version());
        assertThat(now.getString("features.kms.enablement.phase")).isEqualTo("ready");
        assertThat(now.getLong("features.kms.enablement.secretsRewritten")).isEqualTo(1);
        assertThat(key.registrations).containsExactly(now.getString("crn"));
    }

    @Test
    void saysThatEnablementIsInProgressBeforeItAnswers() {
        // Given a KMS that answers the first questions and then nothing more
        String cluster = api.deployed(VERSION);
        FakeKms.Key key = kms.newRootKey(api.account);
        kms.hold(key);

        // When
        api.enable(cluster, key).then().statusCode(201).body(equalTo("{}"));

        // Then
        api.get(cluster)
                .then()
                .body("lifecycle.masterState", equalTo("updating"))
                .body("lifecycle.masterStatus", equalTo("Key management service feature enablement in progress."))
                .body("masterStatus", equalTo("Key management service feature enablement in progress."))
                .body("features.kms.rewritePending", equalTo(true))
                .body("features.keyProtectEnabled", equalTo(false));
        api.enable(cluster, kms.newRootKey(api.account)).then().statusCode(409).body("code", equalTo("K0006"));
        kms.letGo(key);
        api.await(cluster, "lifecycle.masterStatus", "Ready");
    }

    @Test
    void movesEverythingToAnotherRootKeyAndLetsTheFormerOneGo() {
        // Given
        String cluster = api.deployed(VERSION);
        FakeKms.Key first = kms.newRootKey(api.account);
        FakeKms.Key second = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, first);

        // When
        api.enabled(cluster, second);

        // Then
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        assertThat(first.registrations).isEmpty();
        assertThat(second.registrations).hasSize(1);
        assertThat(secrets.keyVersions(cluster)).containsExactly(second.version());
        first.enter(5);
        TestBus.publish(new KeyEvent.Deleted(first.snapshot()));
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        // And neither of the keys it has had can be asked for again (S73)
        api.enable(cluster, first.ref.instanceId(), first.ref.keyId()).then().statusCode(409);
        api.enable(cluster, second).then().statusCode(409).body("code", equalTo("K0005"));
    }

    @Test
    void refusesAFormerRootKeyButLetsAnotherClusterHaveIt() {
        String cluster = api.deployed(VERSION);
        FakeKms.Key first = kms.newRootKey(api.account);
        api.enabled(cluster, first);
        api.enabled(cluster, kms.newRootKey(api.account));

        api.enable(cluster, first).then().statusCode(409).body("code", equalTo("K0005"));
        api.enabled(api.deployed(VERSION), first);
    }

    @Test
    void followsARotationByItself() {
        // Given
        String cluster = api.deployed(VERSION);
        FakeKms.Key key = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, key);

        // When
        TestBus.publish(new KeyEvent.Rotated(key.rotate()));

        // Then
        await().atMost(PATIENCE).until(() -> secrets.keyVersions(cluster).equals(List.of(key.version())));
        api.await(cluster, "lifecycle.masterStatus", "Ready");
        assertThat(api.read(cluster).getString("features.kms.crkVersion")).isEqualTo(key.version());
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(TestBus.read(Topic.CLUSTERS, cluster))
                        .hasAtLeastOneElementOfType(ClusterEvent.DataKeysRewrapped.class));
        await().atMost(PATIENCE)
                .until(() -> TestBus.read(Topic.ACKS, key.ref.keyId()).stream()
                        .map(KeyAcknowledged.class::cast)
                        .anyMatch(ack -> ack.keyVersionId().equals(key.version())));
    }

    @Test
    void leavesTheDataKeysOfOlderVersionsAlone() {
        // Given
        String cluster = api.deployed("4.4.15_openshift");
        FakeKms.Key key = kms.newRootKey(api.account);
        api.enabled(cluster, key);
        String before = key.version();

        // When
        TestBus.publish(new KeyEvent.Rotated(key.rotate()));

        // Then it says so: the older version is still needed (I7)
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(acknowledgements(key))
                        .filteredOn(ack -> ack.revision() == key.snapshot().revision())
                        .extracting(KeyAcknowledged::keyVersionId)
                        .containsExactly(before));
        assertThat(secrets.keyVersions(cluster)).containsExactly(before);
        assertThat(key.registrations).isEmpty();

        // When a cluster that follows hangs from the same key
        String follower = api.deployed(VERSION);
        api.enabled(follower, key);
        TestBus.publish(new KeyEvent.Rotated(key.rotate()));

        // Then it follows, and does not speak for the other
        await().atMost(PATIENCE).until(() -> secrets.keyVersions(follower).equals(List.of(key.version())));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(acknowledgements(key))
                        .filteredOn(ack -> ack.revision() == key.snapshot().revision())
                        .isNotEmpty());
        assertThat(acknowledgements(key))
                .extracting(KeyAcknowledged::keyVersionId)
                .containsOnly(before);
    }

    @Test
    void stopsWhenTheKeyIsDisabledAndComesBackWithIt() {
        // Given
        String cluster = withNormalWorkers();
        FakeKms.Key key = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, key);
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");

        // When
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));

        // Then
        api.await(cluster, "state", "warning");
        assertThatThrownBy(() -> secrets.read(cluster, "kept"))
                .isInstanceOfSatisfying(KeyUnavailable.Suspended.class, refusal -> {
                    assertThat(refusal.keyCrn()).isEqualTo(key.ref.crn());
                    assertThat(refusal.state()).contains("disabled");
                    assertThat(refusal.cure()).contains("enable the key");
                });
        assertThat(api.read(cluster).getString("lifecycle.masterStatus")).contains(key.ref.crn(), "Enable the key");
        assertThat(api.read(cluster).getInt("features.kms.keyState")).isEqualTo(2);
        kubeconfigIsRefused(cluster, key);
        // And a process that has just started says the same: it is in the rows and nowhere else (S104)
        assertThat(new Clusters(new Sql(dataSource), json).find(new ClusterId(cluster)))
                .get()
                .satisfies(restarted -> {
                    assertThat(restarted.state()).isEqualTo(ClusterState.WARNING);
                    assertThat(restarted.master().status()).contains(key.ref.crn(), "Enable the key");
                });

        // When
        TestBus.publish(new KeyEvent.Enabled(key.enter(1)));

        // Then
        api.await(cluster, "state", "normal");
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(states(cluster)).containsSubsequence("warning", "normal"));
    }

    @Test
    void wipesPlainDataKeysOnceTheKeyIsTakenAway() {
        // Given
        String cluster = api.deployed(VERSION);
        FakeKms.Key key = kms.newRootKey(api.account);
        api.enabled(cluster, key);
        secrets.write(cluster, "warm", "warm");
        int before = plainKeys.size();
        assertThat(before).isPositive();

        // When
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));

        // Then
        await().atMost(PATIENCE).until(() -> plainKeys.size() < before);
    }

    @Test
    void isCriticalWhileTheKeyIsDeletedAndNormalAfterItsRestoration() {
        // Given
        String cluster = withNormalWorkers();
        FakeKms.Key key = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, key);

        // When
        TestBus.publish(new KeyEvent.Deleted(key.enter(5)));

        // Then
        api.await(cluster, "state", "critical");
        assertThatThrownBy(() -> secrets.read(cluster, "kept")).isInstanceOf(KeyUnavailable.Lost.class);
        TestBus.publish(new KeyEvent.Restored(key.enter(1)));
        api.await(cluster, "state", "normal");
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
    }

    @Test
    void asksTheKmsOnceHoweverManyReadAtOnce() {
        // Given
        String cluster = api.deployed(VERSION);
        FakeKms.Key key = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, key);
        plainKeys.forget(key.ref.crn());
        int before = kms.unwraps();

        // When
        java.util.stream.IntStream.range(0, 32).parallel().forEach(_ -> secrets.read(cluster, "kept"));

        // Then
        assertThat(kms.unwraps()).isEqualTo(before + 1);
    }

    @Test
    void keepsTheFormerKeyInForceWhenEnablementFails() {
        // Given
        String cluster = withNormalWorkers();
        FakeKms.Key first = kms.newRootKey(api.account);
        FakeKms.Key second = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, first);
        kms.refuseToWrap(second);

        // When
        api.enable(cluster, second).then().statusCode(201);

        // Then
        api.await(cluster, "lifecycle.masterState", "update_failed");
        JsonPath now = api.read(cluster);
        assertThat(now.getString("lifecycle.masterStatus")).contains("CAE003", "refuses");
        assertThat(now.getString("state")).isEqualTo("warning");
        assertThat(now.getString("features.kms.crkID")).isEqualTo(first.ref.keyId());
        assertThat(first.registrations).hasSize(1);
        assertThat(second.registrations).isEmpty();
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        assertThat(TestBus.read(Topic.CLUSTERS, cluster)).hasAtLeastOneElementOfType(ClusterEvent.KmsFailed.class);
    }

    @Test
    void keepsFormerKeysWhereOldSecretsStayBehind() {
        // Given a version that does not rewrite (S69, S71)
        String cluster = api.deployed("3.11_openshift");
        FakeKms.Key first = kms.newRootKey(api.account);
        FakeKms.Key second = kms.newRootKey(api.account);
        secrets.write(cluster, "plain", "marker-3110");

        // When
        api.enabled(cluster, first);
        secrets.write(cluster, "under-first", "under-first");
        api.enabled(cluster, second);

        // Then
        assertThat(secrets.raw(cluster)).anyMatch(row -> row.contains("marker-3110"));
        assertThat(secrets.read(cluster, "under-first")).isEqualTo("under-first");
        assertThat(secrets.keyVersions(cluster)).containsExactly(first.version(), second.version());
    }

    @Test
    void keepsEveryFormerKeyApartFromTheOthers() {
        // Given secrets that stayed behind under each of three keys
        String cluster = api.deployed("3.11_openshift");
        List<FakeKms.Key> keys =
                List.of(kms.newRootKey(api.account), kms.newRootKey(api.account), kms.newRootKey(api.account));
        for (int i = 0; i < 3; i++) {
            api.enabled(cluster, keys.get(i));
            secrets.write(cluster, "under-" + i, "under-" + i);
        }

        // Then
        for (int i = 0; i < 3; i++) {
            assertThat(secrets.read(cluster, "under-" + i)).isEqualTo("under-" + i);
        }

        // When the first is taken away
        TestBus.publish(new KeyEvent.Disabled(keys.getFirst().enter(2)));

        // Then it takes away what is under it, and nothing else
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> secrets.read(cluster, "under-0"))
                        .isInstanceOf(KeyUnavailable.Suspended.class));
        assertThat(secrets.read(cluster, "under-1")).isEqualTo("under-1");
        assertThat(secrets.read(cluster, "under-2")).isEqualTo("under-2");
    }

    @Test
    void takesItsRegistrationBackWhenItIsDeleted() {
        // Given
        String cluster = api.deployed(VERSION);
        FakeKms.Key key = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, key);

        // When
        api.as()
                .delete("/global/v1/clusters/" + cluster + "?deleteResources=true")
                .then()
                .statusCode(204);

        // Then
        await().atMost(PATIENCE).until(() -> api.get(cluster).statusCode() == 404);
        api.get(cluster).then().body("description", containsString("The specified cluster could not be found"));
        assertThat(key.registrations).isEmpty();
        assertThat(secrets.raw(cluster)).isEmpty();
        assertThat(secrets.keyVersions(cluster)).isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(TestBus.read(Topic.CLUSTERS, cluster))
                        .hasAtLeastOneElementOfType(ClusterEvent.Deleted.class));
    }

    @Test
    void asksFormerKeysAgainToLetItGoWhenItIsDeleted() {
        // Given a former key that refused to let the cluster go
        String cluster = api.deployed(VERSION);
        FakeKms.Key first = kms.newRootKey(api.account);
        FakeKms.Key second = kms.newRootKey(api.account);
        api.enabled(cluster, first);
        kms.refuseToLetGo(first, true);
        api.enabled(cluster, second);
        assertThat(first.registrations).hasSize(1);
        kms.refuseToLetGo(first, false);

        // When
        api.as()
                .delete("/global/v1/clusters/" + cluster + "?deleteResources=true")
                .then()
                .statusCode(204);

        // Then
        await().atMost(PATIENCE).until(() -> api.get(cluster).statusCode() == 404);
        assertThat(first.registrations).isEmpty();
        assertThat(second.registrations).isEmpty();
    }

    private String withNormalWorkers() {
        String cluster = api.deployed(VERSION);
        TestBus.publish(new WorkerEvent.PoolCreated(
                new PoolSnapshot("pool-" + cluster, "default", cluster, "crn:pool", 2, 2, 2, 1, null)));
        api.await(cluster, "state", "normal");
        return cluster;
    }

    private void kubeconfigIsRefused(String cluster, FakeKms.Key key) {
        api.as()
                .get("/global/v2/getKubeconfig?cluster=" + cluster + "&format=yaml")
                .then()
                .statusCode(409)
                .body("type", equalTo("Provisioning"))
                .body("description", containsString("warning"))
                .body("description", containsString(key.ref.crn()));
        api.as().get("/global/v1/clusters/" + cluster + "/config").then().statusCode(409);
        api.as()
                .body("{\"cluster\":\"" + cluster + "\"}")
                .post("/global/v2/applyRBACAndGetKubeconfig")
                .then()
                .statusCode(409);
    }

    private static List<KeyAcknowledged> acknowledgements(FakeKms.Key key) {
        return TestBus.read(Topic.ACKS, key.ref.keyId()).stream()
                .map(KeyAcknowledged.class::cast)
                .toList();
    }

    private static List<String> states(String cluster) {
        return TestBus.read(Topic.CLUSTERS, cluster).stream()
                .map(KmsStoryTest::state)
                .toList();
    }

    private static String state(DomainEvent event) {
        return ((ClusterEvent) event).cluster().state();
    }
}
