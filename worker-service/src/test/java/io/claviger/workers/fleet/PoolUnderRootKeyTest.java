package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;

import io.claviger.events.ClusterEvent;
import io.claviger.events.ClusterSnapshot;
import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import io.claviger.events.PoolSnapshot;
import io.claviger.events.Topic;
import io.claviger.events.WorkerEvent;
import io.claviger.workers.sql.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of an encrypted pool on the real broker and database (S116, S130, S133, S134). */
@QuarkusTest
class PoolUnderRootKeyTest {

    private static final String NORMAL = "deployed/normal";
    private static final String CRITICAL = "deployed/critical";

    @Inject
    TestKms kms;

    @Inject
    Sql sql;

    @AfterEach
    void reachableAgain() {
        kms.unreachable(false);
    }

    @Test
    void buildsTheDefaultPoolThatComesWithACluster() {
        // Given
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = Scene.cluster();

        // When
        Bus.publish(Scene.created(cluster, 2, key));

        // Then
        awaitStates(cluster, NORMAL, NORMAL);
        assertThat(kms.registrations(key)).singleElement().asString().contains(":worker-pool:" + cluster.clusterId());
        Scene.viewer()
                .queryParam("cluster", cluster.name())
                .queryParam("workerpool", "default")
                .get("/global/v2/vpc/getWorkerPool")
                .then()
                .statusCode(200)
                .body("workerVolumeEncryption.workerVolumeCRKID", equalTo(key.keyId()))
                .body("encryption", equalTo("user_managed"))
                .body("rootKey.state", equalTo(1))
                .body("zones[0].workerCount", equalTo(2));
        assertThat(Scene.disks(cluster, "default"))
                .hasSize(2)
                .extracting("encryption", "encryptionKey")
                .containsOnly(tuple("user_managed", key.crn()));
        awaitSums(
                cluster,
                sums -> assertThat(List.of(sums.workers(), sums.normal(), sums.everNormal()))
                        .containsExactly(2, 2, 2));
    }

    @Test
    void buildsAPoolOnceHoweverOftenTheEventComes() {
        // Given
        ClusterSnapshot cluster = Scene.cluster();
        ClusterEvent.Created created = Scene.created(cluster, 2, null);
        Bus.publish("same-id-" + cluster.clusterId(), created);
        awaitStates(cluster, NORMAL, NORMAL);

        // When
        Bus.publish("same-id-" + cluster.clusterId(), created);
        Bus.publish("other-id-" + cluster.clusterId(), created);
        Bus.publish(new ClusterEvent.HealthChanged(Scene.revised(cluster, 9, "marker")));

        // Then
        await().until(() -> state(cluster).equals("marker"));
        assertThat(Scene.workers(cluster, "default")).hasSize(2);
        assertThat(count("select count(*) as n from pool where cluster_id = ?", cluster.clusterId()))
                .isEqualTo(1);
    }

    @Test
    void makesEveryWorkerCriticalByOneRowWhenTheKeyIsDisabled() {
        // Given
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = built(key, 3);
        String before = fingerprint(cluster);

        // When
        Bus.publish(new KeyEvent.Disabled(kms.toState(key, 2)));

        // Then
        awaitStates(cluster, CRITICAL, CRITICAL, CRITICAL);
        assertThat(fingerprint(cluster)).as("nothing is written per worker").isEqualTo(before);
        Scene.viewer()
                .queryParam("cluster", cluster.clusterId())
                .get("/global/v2/getWorkers")
                .then()
                .body(
                        "lifecycle.messageDetails",
                        everyItem(allOf(
                                containsString("encryption_key_disabled: Root key " + key.crn()),
                                containsString("Suspended (2) since "),
                                containsString("Enable the key, then reboot"))));
        awaitSums(cluster, sums -> assertThat(sums.normal()).isZero());
    }

    @Test
    void staysCriticalAfterEnableUntilTheWorkerIsRebooted() {
        // Given
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = built(key, 2);
        Bus.publish(new KeyEvent.Disabled(kms.toState(key, 2)));
        awaitStates(cluster, CRITICAL, CRITICAL);

        // When
        Bus.publish(new KeyEvent.Enabled(kms.toState(key, 1)));

        // Then
        await().until(() -> details(cluster).startsWith("reboot_required"));
        assertThat(Scene.states(cluster, "default")).containsExactly(CRITICAL, CRITICAL);
        Scene.reboot(cluster, Scene.workers(cluster, "default").getFirst());
        awaitStates(cluster, NORMAL, CRITICAL);
        awaitSums(cluster, sums -> assertThat(sums.normal()).isEqualTo(1));
        Scene.reboot(cluster, Scene.workers(cluster, "default").getLast());
        awaitStates(cluster, NORMAL, NORMAL);
    }

    @Test
    void doesNotOpenTheDiskOfAWorkerRebootedWhileTheKeyIsGone() {
        // Given
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = built(key, 1);
        Bus.publish(new KeyEvent.Deleted(kms.toState(key, 5)));
        awaitStates(cluster, CRITICAL);

        // When
        Scene.reboot(cluster, Scene.workers(cluster, "default").getFirst());

        // Then
        await().until(() -> message(cluster).contains("could not be unlocked"));
        assertThat(Scene.states(cluster, "default")).containsExactly(CRITICAL);
        assertThat(details(cluster)).startsWith("encryption_key_deleted: Root key " + key.crn());
        Bus.publish(new KeyEvent.Restored(kms.toState(key, 1)));
        await().until(() -> details(cluster).startsWith("disk_locked"));
        Scene.reboot(cluster, Scene.workers(cluster, "default").getFirst());
        awaitStates(cluster, NORMAL);
    }

    @Test
    void grantsNothingToAForgedEnableEvent() {
        // Given
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = built(key, 1);
        KeySnapshot disabled = kms.toState(key, 2);
        Bus.publish(new KeyEvent.Disabled(disabled));
        awaitStates(cluster, CRITICAL);

        // When
        KeySnapshot forged = new KeySnapshot(
                key.keyId(),
                key.crn(),
                key.instanceId(),
                key.accountId(),
                1,
                disabled.stateSince(),
                key.keyVersion(),
                disabled.revision() + 100,
                null,
                null);
        Bus.publish(new KeyEvent.Enabled(forged));
        Scene.reboot(cluster, Scene.workers(cluster, "default").getFirst());

        // Then
        await().until(() -> message(cluster).contains("could not be unlocked"));
        assertThat(Scene.states(cluster, "default")).containsExactly(CRITICAL);
    }

    @Test
    void movesEveryPassphraseToTheNewVersionWithoutTouchingAWorker() {
        // Given
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = built(key, 3);
        String before = fingerprint(cluster);

        // When
        KeySnapshot rotated = kms.rotate(key);
        Bus.publish(new KeyEvent.Rotated(rotated));

        // Then
        await().until(() -> count(
                        "select count(*) as n from disk where key_crn = ? and version_id = ?",
                        key.crn(),
                        rotated.keyVersion().id())
                == 3);
        assertThat(fingerprint(cluster)).isEqualTo(before);
        assertThat(Scene.states(cluster, "default")).containsExactly(NORMAL, NORMAL, NORMAL);
        await().untilAsserted(
                        () -> assertThat(Bus.events(Topic.ACKS, key.keyId())).isNotEmpty());
        Scene.reboot(cluster, Scene.workers(cluster, "default").getFirst());
        awaitOpenedDisk(cluster);
        assertThat(Scene.states(cluster, "default")).containsExactly(NORMAL, NORMAL, NORMAL);
    }

    @Test
    void failsProvisioningWithTheLiteralSentenceWhenTheKeyHasVanished() {
        // Given
        KeySnapshot key = kms.create();
        kms.forget(key);
        ClusterSnapshot cluster = Scene.cluster();

        // When
        Bus.publish(Scene.created(cluster, 1, key));

        // Then
        awaitStates(cluster, "provision_failed/critical");
        assertThat(message(cluster))
                .isEqualTo("Encrypted storage cannot be configured. Review the customer root key configuration for the"
                        + " worker pool.");
    }

    @Test
    void waitsForAKeyServiceThatDoesNotAnswer() {
        // Given
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = Scene.cluster();
        kms.unreachable(true);
        Bus.publish(Scene.created(cluster, 1, key));
        await().until(() -> message(cluster).startsWith("Waiting for the key"));

        // When
        kms.unreachable(false);

        // Then
        awaitStates(cluster, NORMAL);
    }

    @Test
    void isNotNormalWhileARebootWaitsForKeyService() {
        // Given
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = built(key, 1);
        kms.unreachable(true);
        Scene.reboot(cluster, Scene.workers(cluster, "default").getFirst());
        awaitStates(cluster, CRITICAL);
        assertThat(details(cluster)).startsWith("disk_locked: key-service does not answer");

        // When
        kms.unreachable(false);

        // Then
        awaitStates(cluster, NORMAL);
    }

    @Test
    void doesNotCallAWorkerNormalOnceTheLeaseOnItsKeyHasRunOut() {
        // Given no channel to key-service
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = built(key, 1);
        kms.unreachable(true);

        // When
        sql.update("update bound_key set confirmed_at = now() - interval '31 seconds' where crn = ?", key.crn());

        // Then
        awaitStates(cluster, "deployed/unknown");
        assertThat(details(cluster)).startsWith("key_unconfirmed: Root key " + key.crn() + " was Active (1) at ");
        kms.unreachable(false);
        awaitStates(cluster, NORMAL);
        assertThat(details(cluster)).isEmpty();
    }

    /** Neither an order nor an event says which service an instance is of, nor where it is. */
    @Test
    void hangsADefaultPoolFromAKeyOfHyperProtectInAnotherRegion() {
        // Given
        KeySnapshot key = kms.create("hs-crypto", "us-south");

        // When
        ClusterSnapshot cluster = built(key, 1);

        // Then
        assertThat(keyOf(cluster, "default")).isEqualTo(key.crn()).contains(":hs-crypto:us-south:");
        assertThat(kms.registrations(key)).hasSize(1);
        Bus.publish(new KeyEvent.Disabled(kms.toState(key, 2)));
        awaitStates(cluster, CRITICAL);
        Bus.publish(new KeyEvent.Enabled(kms.toState(key, 1)));
        await().until(() -> details(cluster).startsWith("reboot_required"));
        Scene.reboot(cluster, Scene.workers(cluster, "default").getFirst());
        awaitStates(cluster, NORMAL);
    }

    @Test
    void takesAnOrderUnderAKeyOfHyperProtect() {
        // Given
        KeySnapshot key = kms.create("hs-crypto", "us-south");
        ClusterSnapshot cluster = built(kms.create(), 1);

        // When
        Scene.orderPool(cluster, "hyper", key).then().statusCode(201);

        // Then
        assertThat(sql.first(
                        "select key_crn from pool where cluster_id = ? and name = 'hyper'",
                        row -> row.text("key_crn"),
                        cluster.clusterId()))
                .contains(key.crn());
        await().until(() -> Scene.states(cluster, "hyper").equals(List.of(NORMAL)));
        assertThat(keyOf(cluster, "hyper")).isEqualTo(key.crn());
        assertThat(Scene.disks(cluster, "hyper"))
                .extracting("encryption", "encryptionKey")
                .containsExactly(tuple("user_managed", key.crn()));
    }

    @Test
    void takesEverythingDownWithTheCluster() {
        // Given
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = built(key, 2);

        // When
        Bus.publish(new ClusterEvent.Deleted(Scene.revised(cluster, 5, "deleted")));

        // Then
        await().until(() -> count(
                        "select count(*) as n from pool where cluster_id = ? and actual_state = 'deleted'",
                        cluster.clusterId())
                == 1);
        assertThat(kms.registrations(key)).isEmpty();
        assertThat(count(
                        "select count(*) as n from disk d join worker w on w.id = d.worker_id join pool p on p.id = w.pool_id"
                                + " where p.cluster_id = ?",
                        cluster.clusterId()))
                .isZero();
        assertThat(count("select count(*) as n from bound_key where crn = ?", key.crn()))
                .isZero();
        Scene.viewer()
                .queryParam("cluster", cluster.clusterId())
                .get("/global/v2/getWorkers")
                .then()
                .statusCode(404)
                .body("description", containsString("The specified cluster could not be found"));
        await().untilAsserted(() -> assertThat(Bus.events(Topic.WORKERS, cluster.clusterId()))
                .anyMatch(WorkerEvent.PoolDeleted.class::isInstance));
    }

    private static String keyOf(ClusterSnapshot cluster, String pool) {
        return Scene.viewer()
                .queryParam("cluster", cluster.clusterId())
                .queryParam("workerpool", pool)
                .get("/global/v2/vpc/getWorkerPool")
                .jsonPath()
                .getString("rootKey.crn");
    }

    private ClusterSnapshot built(KeySnapshot key, int workers) {
        ClusterSnapshot cluster = Scene.cluster();
        Bus.publish(Scene.created(cluster, workers, key));
        String[] normal = new String[workers];
        java.util.Arrays.fill(normal, NORMAL);
        awaitStates(cluster, normal);
        return cluster;
    }

    private static void awaitStates(ClusterSnapshot cluster, String... states) {
        await().untilAsserted(() -> assertThat(Scene.states(cluster, "default")).containsExactly(states));
    }

    /** A worker that was normal before it was rebooted is so without having been. */
    private static void awaitOpenedDisk(ClusterSnapshot cluster) {
        await().until(() -> Bus.events(Topic.WORKERS, cluster.clusterId()).stream()
                .anyMatch(WorkerEvent.WorkerRebooted.class::isInstance));
    }

    private static String details(ClusterSnapshot cluster) {
        return first(cluster, "lifecycle.messageDetails");
    }

    private static String message(ClusterSnapshot cluster) {
        return first(cluster, "lifecycle.message");
    }

    private static String first(ClusterSnapshot cluster, String path) {
        List<String> values = Scene.viewer()
                .queryParam("cluster", cluster.clusterId())
                .get("/global/v2/getWorkers")
                .jsonPath()
                .getList(path, String.class);
        return values == null || values.isEmpty() ? "" : values.getFirst();
    }

    /** The last event's, which comes later than what the service itself answers. */
    private static void awaitSums(ClusterSnapshot cluster, ThrowingConsumer<PoolSnapshot> required) {
        await().untilAsserted(() -> assertThat(Bus.events(Topic.WORKERS, cluster.clusterId()))
                .isNotEmpty()
                .last()
                .satisfies(event -> required.accept(((WorkerEvent) event).pool())));
    }

    /** Every worker's row and disk's owner as it is now: what a key event must not touch. */
    private String fingerprint(ClusterSnapshot cluster) {
        return sql.list(
                        "select string_agg(w::text || w.xmin::text, '|' order by w.id) as f from worker w"
                                + " join pool p on p.id = w.pool_id where p.cluster_id = ?",
                        row -> row.text("f"),
                        cluster.clusterId())
                .getFirst();
    }

    private String state(ClusterSnapshot cluster) {
        return sql.first("select state from cluster where id = ?", row -> row.text("state"), cluster.clusterId())
                .orElse("");
    }

    private long count(String statement, Object... values) {
        return sql.first(statement, row -> row.number("n"), values).orElse(0L);
    }
}
