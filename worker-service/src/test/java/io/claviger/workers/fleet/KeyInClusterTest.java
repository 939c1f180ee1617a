package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.claviger.events.ClusterEvent;
import io.claviger.events.ClusterSnapshot;
import io.claviger.events.Topic;
import io.claviger.events.WorkerEvent;
import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.disk.flow.WorkerDisks;
import io.claviger.workers.disk.flow.WorkerDisks.Opening;
import io.claviger.workers.node.SealedPassphrase.ByProvider;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.node.store.DiskTable;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.secret.SecretName;
import io.claviger.workers.sql.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disk keys that are secrets of the workers' cluster (S111, S112, S113, S137; clusters-api.md 5.2, classic). */
@QuarkusTest
class KeyInClusterTest {

    private static final String NORMAL = "deployed/normal";
    private static final String CRITICAL = "deployed/critical";

    @Inject
    TestNodeSecrets secrets;

    @Inject
    Sql sql;

    @Inject
    DiskTable disks;

    @Inject
    PoolTable pools;

    @Inject
    WorkerDisks workerDisks;

    @ParameterizedTest
    @ValueSource(strings = {"classic", "satellite"})
    void keepsAKeyPerWorkerInTheClusterAndNoneHere(String provider) {
        // When
        ClusterSnapshot cluster = built(provider, 2);

        // Then
        List<String> workers = Scene.workers(cluster, "default");
        assertThat(workers).extracting(secrets::kept).doesNotContainNull().doesNotHaveDuplicates();
        for (String worker : workers) {
            assertThat(disk(worker))
                    .startsWith("CLUSTER kube-system/luks-" + worker.toLowerCase(Locale.ROOT) + "-")
                    .isEqualTo("CLUSTER " + secrets.names(worker).getFirst());
        }
        String one = workers.getFirst();
        String other = workers.getLast();
        assertThat(opening(one, one)).isEqualTo(Opening.OPENED);
        assertThat(opening(one, other)).isEqualTo(Opening.WRONG_PASSPHRASE);
        assertThat(opening(other, one)).isEqualTo(Opening.WRONG_PASSPHRASE);
    }

    @Test
    void keepsTheKeyOfAVpcWorkerOutOfTheCluster() {
        ClusterSnapshot cluster = built("vpc-gen2", 1);

        String worker = Scene.workers(cluster, "default").getFirst();
        assertThat(secrets.kept(worker)).isNull();
        assertThat(disk(worker)).startsWith("PROVIDER ");
    }

    @ParameterizedTest
    @CsvSource({"classic,update", "satellite,reload"})
    void keepsAnotherKeyAfterAReloadOrUpdateAndOpensTheDiskWithNoFormerOne(String provider, String action) {
        // Given
        ClusterSnapshot cluster = built(provider, 1);
        String worker = Scene.workers(cluster, "default").getFirst();
        String before = Objects.requireNonNull(secrets.kept(worker));

        // When
        order(cluster, worker, action);

        // Then
        awaitState(cluster, NORMAL);
        assertThat(secrets.kept(worker)).isNotEqualTo(before);
        await().until(() -> secrets.names(worker).size() == 1);
        secrets.put(worker, before);
        Scene.reboot(cluster, worker);
        awaitDetails(cluster, "does not open the disk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "satellite"})
    void dropsTheKeyWithTheWorkerAndWithTheCluster(String provider) {
        // Given
        ClusterSnapshot cluster = built(provider, 2);
        List<String> workers = Scene.workers(cluster, "default");

        // When
        Scene.operator()
                .body(Map.of("cluster", cluster.clusterId(), "workerID", workers.getFirst()))
                .post("/global/v2/removeWorker")
                .then()
                .statusCode(204);

        // Then
        await().until(() -> secrets.kept(workers.getFirst()) == null);
        assertThat(secrets.kept(workers.getLast())).isNotNull();
        Bus.publish(new ClusterEvent.Deleted(cluster));
        await().until(() -> secrets.kept(workers.getLast()) == null);
    }

    @Test
    void goesOnWhileTheClustersKeyIsDisabledButDoesNotBootUntilItIsEnabled() {
        // Given
        ClusterSnapshot cluster = built("classic", 1);
        String worker = Scene.workers(cluster, "default").getFirst();
        secrets.disableKey(cluster.clusterId());
        assertThat(Scene.states(cluster, "default")).containsExactly(NORMAL);

        // When
        Scene.reboot(cluster, worker);

        // Then
        awaitState(cluster, CRITICAL);
        awaitDetails(
                cluster,
                "disk_locked: The cluster's secret with the disk's key cannot be read: root key crn:key is"
                        + " disabled (state 2, Suspended) since then; enable the key (KeyDisabled). Afterwards reboot the worker node.");
        secrets.enableKey(cluster.clusterId());
        assertThat(Scene.states(cluster, "default")).containsExactly(CRITICAL);
        Scene.reboot(cluster, worker);
        awaitState(cluster, NORMAL);
    }

    @Test
    void leavesTheDiskAloneWhenTheClusterDoesNotTakeItsNewKey() {
        // Given
        ClusterSnapshot cluster = built("classic", 1);
        String worker = Scene.workers(cluster, "default").getFirst();
        String before = Objects.requireNonNull(secrets.kept(worker));
        secrets.disableKey(cluster.clusterId());

        // When
        order(cluster, worker, "reload");

        // Then
        awaitState(cluster, CRITICAL);
        awaitDetails(cluster, "Afterwards reload the worker node.");
        assertThat(secrets.kept(worker)).isEqualTo(before);
        secrets.enableKey(cluster.clusterId());
        Scene.reboot(cluster, worker);
        awaitState(cluster, NORMAL);
        order(cluster, worker, "reload");
        await().until(() -> !before.equals(secrets.kept(worker)));
        awaitState(cluster, NORMAL);
    }

    @Test
    void failsToBuildAWorkerWhileTheClustersKeyIsDisabled() {
        // Given
        ClusterSnapshot cluster = Scene.cluster("classic");
        secrets.disableKey(cluster.clusterId());

        // When
        Bus.publish(Scene.created(cluster, 1, null));

        // Then
        awaitState(cluster, "provision_failed/critical");
        awaitDetails(cluster, "(KeyDisabled). Afterwards replace the worker node.");
    }

    @Test
    void waitsForAMasterThatIsNotThereYet() {
        // Given
        ClusterSnapshot cluster = Scene.cluster("classic");
        secrets.away(cluster.clusterId());
        Bus.publish(Scene.created(cluster, 1, null));
        await().untilAsserted(() -> Scene.viewer()
                .get("/global/v2/getWorkers?cluster=" + cluster.clusterId())
                .then()
                .body("[0].lifecycle.message", containsString("Waiting for the cluster's master")));

        // When
        secrets.back(cluster.clusterId());

        // Then
        awaitState(cluster, NORMAL);
    }

    @Test
    void saysThatAReloadCuresALostSecret() {
        // Given
        ClusterSnapshot cluster = built("classic", 1);
        String worker = Scene.workers(cluster, "default").getFirst();
        secrets.lose(worker);
        Scene.reboot(cluster, worker);
        awaitDetails(cluster, "secret with the disk's key is missing. Reload the worker node");

        // When
        order(cluster, worker, "reload");

        // Then
        awaitState(cluster, NORMAL);
    }

    @Test
    void saysThatASecretWithWhatIsNoKeyIsDamaged() {
        // Given
        ClusterSnapshot cluster = built("classic", 1);
        String worker = Scene.workers(cluster, "default").getFirst();
        secrets.put(worker, "no base64!");

        // When
        Scene.reboot(cluster, worker);

        // Then
        awaitState(cluster, CRITICAL);
        awaitDetails(cluster, "The stored passphrase is damaged");
    }

    @Test
    void opensADiskFromBeforeDisksHadNamesOfTheirOwnAndDestroysItWithTheNextReload() throws IOException {
        // Given a worker as an older replica builds it
        ClusterSnapshot cluster = built("classic", 1);
        String worker = Scene.workers(cluster, "default").getFirst();
        String sealed = Objects.requireNonNull(secrets.kept(worker));
        Volumes.rename(worker);
        sql.update("alter table disk disable trigger disk_let_go");
        sql.update(
                "update disk set driver = split_part(driver, ':', 1), passphrase = ? where worker_id = ?",
                SecretName.of(worker).path(),
                worker);
        sql.update("alter table disk enable trigger disk_let_go");
        secrets.lose(worker);
        secrets.keep(new ClusterId(cluster.clusterId()), SecretName.of(worker), id(worker), sealed);

        // When
        Scene.reboot(cluster, worker);

        // Then
        await().until(() -> Bus.events(Topic.WORKERS, cluster.clusterId()).stream()
                .anyMatch(WorkerEvent.WorkerRebooted.class::isInstance));
        assertThat(Scene.states(cluster, "default")).containsExactly(NORMAL);
        order(cluster, worker, "reload");
        await().until(() -> !secrets.names(worker).contains(SecretName.of(worker)));
        awaitState(cluster, NORMAL);
        await().until(() -> Volumes.of(worker).size() == 1);
        assertThat(Volumes.of(worker).getFirst()).doesNotStartWith(worker + ".luks");
    }

    @Test
    void bringsAKeyThatWasKeptHereIntoTheClusterAtTheNextBoot() {
        // Given a worker as it was before clusters kept keys
        ClusterSnapshot cluster = built("classic", 1);
        String worker = Scene.workers(cluster, "default").getFirst();
        String sealed = Objects.requireNonNull(secrets.kept(worker));
        sql.update("update disk set sealed_by = 'PROVIDER', passphrase = ? where worker_id = ?", sealed, worker);
        secrets.lose(worker);

        // When
        Scene.reboot(cluster, worker);

        // Then
        await().until(() -> Bus.events(Topic.WORKERS, cluster.clusterId()).stream()
                .anyMatch(WorkerEvent.WorkerRebooted.class::isInstance));
        assertThat(secrets.kept(worker)).isEqualTo(sealed);
        assertThat(disk(worker)).startsWith("CLUSTER ");
        assertThat(Scene.states(cluster, "default")).containsExactly(NORMAL);
    }

    /** Not as a boot does it, which takes the secret that belongs to the disk. */
    private Opening opening(String keyOf, String diskOf) {
        Pool pool = pools.byCrn(disks.find(id(keyOf)).orElseThrow().poolCrn()).orElseThrow();
        return workerDisks.open(
                pool,
                id(keyOf),
                disks.find(id(diskOf)).orElseThrow().place(),
                new ByProvider(Objects.requireNonNull(secrets.kept(keyOf))));
    }

    private static WorkerId id(String worker) {
        return new WorkerId(worker);
    }

    private String disk(String worker) {
        return sql.first(
                        "select sealed_by || ' ' || passphrase as kept from disk where worker_id = ?",
                        row -> row.text("kept"),
                        worker)
                .orElseThrow();
    }

    private static void order(ClusterSnapshot cluster, String worker, String action) {
        Scene.operator()
                .body(Map.of("action", action))
                .put("/global/v1/clusters/" + cluster.clusterId() + "/workers/" + worker)
                .then()
                .statusCode(204);
    }

    private static void awaitState(ClusterSnapshot cluster, String state) {
        await().until(() -> Scene.states(cluster, "default").equals(List.of(state)));
    }

    private static void awaitDetails(ClusterSnapshot cluster, String details) {
        await().untilAsserted(() -> Scene.viewer()
                .get("/global/v2/getWorkers?cluster=" + cluster.clusterId())
                .then()
                .body("[0].lifecycle.messageDetails", containsString(details)));
    }

    private static ClusterSnapshot built(String provider, int workers) {
        ClusterSnapshot cluster = Scene.cluster(provider);
        Bus.publish(Scene.created(cluster, workers, null));
        await().until(() -> Scene.states(cluster, "default").equals(Collections.nCopies(workers, NORMAL)));
        return cluster;
    }
}
