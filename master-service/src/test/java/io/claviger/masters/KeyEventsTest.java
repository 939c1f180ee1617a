package io.claviger.masters;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.events.ClusterEvent;
import io.claviger.events.DomainEvent;
import io.claviger.events.KeyAcknowledged;
import io.claviger.events.KeyEvent;
import io.claviger.events.Topic;
import io.claviger.masters.cluster.ClusterState;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.support.ClustersTest;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What becomes of clusters when something becomes of their root keys, on the real broker and database. */
@QuarkusTest
class KeyEventsTest extends ClustersTest {

    @Inject
    DataSource dataSource;

    @Inject
    ObjectMapper json;

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
        await().until(() -> secrets.keyVersions(cluster).equals(List.of(key.version())));
        api.await(cluster, "lifecycle.masterStatus", "Ready");
        assertThat(api.read(cluster).getString("features.kms.crkVersion")).isEqualTo(key.version());
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        await().untilAsserted(() -> assertThat(TestBus.read(Topic.CLUSTERS, cluster))
                .hasAtLeastOneElementOfType(ClusterEvent.DataKeysRewrapped.class));
        await().until(() -> TestBus.read(Topic.ACKS, key.ref.keyId()).stream()
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
        await().untilAsserted(() -> assertThat(acknowledgements(key))
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
        await().until(() -> secrets.keyVersions(follower).equals(List.of(key.version())));
        await().untilAsserted(() -> assertThat(acknowledgements(key))
                .filteredOn(ack -> ack.revision() == key.snapshot().revision())
                .isNotEmpty());
        assertThat(acknowledgements(key))
                .extracting(KeyAcknowledged::keyVersionId)
                .containsOnly(before);
    }

    @Test
    void stopsWhenTheKeyIsDisabledAndComesBackWithIt() {
        // Given
        String cluster = api.withNormalWorkers(VERSION);
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

        // When it has been told of, since only what is so when it is told is told
        await().untilAsserted(() -> assertThat(states(cluster)).contains("warning"));
        TestBus.publish(new KeyEvent.Enabled(key.enter(1)));

        // Then
        api.await(cluster, "state", "normal");
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        await().untilAsserted(() -> assertThat(states(cluster)).containsSubsequence("warning", "normal"));
    }

    @Test
    void isCriticalWhileTheKeyIsDeletedAndNormalAfterItsRestoration() {
        // Given
        String cluster = api.withNormalWorkers(VERSION);
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
        await().untilAsserted(() -> assertThatThrownBy(() -> secrets.read(cluster, "under-0"))
                .isInstanceOf(KeyUnavailable.Suspended.class));
        assertThat(secrets.read(cluster, "under-1")).isEqualTo("under-1");
        assertThat(secrets.read(cluster, "under-2")).isEqualTo("under-2");
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
                .map(KeyEventsTest::state)
                .toList();
    }

    private static String state(DomainEvent event) {
        return ((ClusterEvent) event).cluster().state();
    }
}
