package io.claviger.masters;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.events.ClusterEvent;
import io.claviger.events.KeyEvent;
import io.claviger.events.Topic;
import io.claviger.masters.datakey.PlainDataKeys;
import io.claviger.masters.support.ClustersTest;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Enabling a root key for a cluster, changing it and leaving it, on the real broker and database, with key-service behind its port. */
@QuarkusTest
class KmsStoryTest extends ClustersTest {

    @Inject
    PlainDataKeys plainKeys;

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
    void asksTheKmsOnceHoweverManyReadAtOnce() {
        // Given
        String cluster = api.deployed(VERSION);
        FakeKms.Key key = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, key);
        plainKeys.forget(key.ref.crn());
        int before = key.unwraps();

        // When
        java.util.stream.IntStream.range(0, 32).parallel().forEach(_ -> secrets.read(cluster, "kept"));

        // Then
        assertThat(key.unwraps()).isEqualTo(before + 1);
    }

    @Test
    void keepsTheFormerKeyInForceWhenEnablementFails() {
        // Given
        String cluster = api.withNormalWorkers(VERSION);
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
        await().untilAsserted(() -> assertThat(TestBus.read(Topic.CLUSTERS, cluster))
                .hasAtLeastOneElementOfType(ClusterEvent.KmsFailed.class));
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
        await().until(() -> api.get(cluster).statusCode() == 404);
        api.get(cluster).then().body("description", containsString("The specified cluster could not be found"));
        assertThat(key.registrations).isEmpty();
        assertThat(secrets.raw(cluster)).isEmpty();
        assertThat(secrets.keyVersions(cluster)).isEmpty();
        await().untilAsserted(() -> assertThat(TestBus.read(Topic.CLUSTERS, cluster))
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
        await().until(() -> api.get(cluster).statusCode() == 404);
        await().untilAsserted(() -> {
            assertThat(first.registrations).isEmpty();
            assertThat(second.registrations).isEmpty();
        });
    }
}
