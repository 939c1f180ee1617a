package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.emptyIterable;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.claviger.events.ActivityRecord;
import io.claviger.events.ClusterSnapshot;
import io.claviger.events.Topic;
import io.claviger.events.WorkerEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Pools whose disk keys the provider keeps, on all three infrastructures (S107, S111, S113, S115). */
@QuarkusTest
class ProviderManagedPoolTest {

    private static final String NORMAL = "deployed/normal";

    @Inject
    TestNodeSecrets secrets;

    @Test
    void showsAVpcPoolWithoutAKeyAsTheProvidersOwn() {
        // When
        ClusterSnapshot cluster = built("vpc-gen2", 1);

        // Then
        Scene.viewer()
                .queryParam("cluster", cluster.clusterId())
                .queryParam("workerpool", "default")
                .get("/global/v2/vpc/getWorkerPool")
                .then()
                .body("encryption", equalTo("provider_managed"))
                .body("workerVolumeEncryption", nullValue());
        Scene.viewer()
                .queryParam("cluster", cluster.clusterId())
                .get("/global/v2/vpc/getWorkers")
                .then()
                .body("[0].networkInterfaces", emptyIterable());
        assertThat(Scene.disks(cluster, "default"))
                .extracting("role", "content", "encryption")
                .containsExactly(tuple("primary", "boot, container file system, images", "provider_managed"));
    }

    @Test
    void rotatesTheDiskKeyOfAClassicWorkerByReload() {
        // Given
        ClusterSnapshot cluster = built("classic", 1);
        String worker = Scene.workers(cluster, "default").getFirst();
        String before = passphrase(worker);

        // When
        Scene.operator()
                .body(Map.of("action", "reload"))
                .put("/global/v1/clusters/" + cluster.clusterId() + "/workers/" + worker)
                .then()
                .statusCode(204);

        // Then
        await().until(() -> Bus.events(Topic.WORKERS, cluster.clusterId()).stream()
                .anyMatch(WorkerEvent.WorkerReloaded.class::isInstance));
        assertThat(passphrase(worker)).isNotEqualTo(before);
        assertThat(Scene.states(cluster, "default")).containsExactly(NORMAL);
        Scene.viewer()
                .get("/global/v1/workers/" + worker)
                .then()
                .statusCode(200)
                .body("state", equalTo("normal"))
                .body("machineType", equalTo("bx2.4x16.encrypted"));
        assertBootAndEncryptedDisk(cluster);
    }

    @Test
    void reloadsByGraphqlWhatTheInfrastructureReloads() {
        // Given
        ClusterSnapshot cluster = built("satellite", 1);
        String worker = Scene.workers(cluster, "default").getFirst();

        // When
        Scene.operator()
                .body(Map.of(
                        "query",
                        "mutation m($input: I!) { reinitializeKubernetesNode(input: $input) { node { id } } }",
                        "variables",
                        Map.of("input", Map.of("id", worker))))
                .post("/graphql")
                .then()
                .statusCode(200)
                .body("data.reinitializeKubernetesNode.node.id", equalTo(worker));

        // Then
        await().until(() -> Bus.events(Topic.WORKERS, cluster.clusterId()).stream()
                .anyMatch(WorkerEvent.WorkerReloaded.class::isInstance));
        assertBootAndEncryptedDisk(cluster);
    }

    @Test
    void replacesAWorkerByAnotherAndKeepsTheOldOneReadable() {
        // Given
        ClusterSnapshot cluster = built("vpc-gen2", 2);
        String old = Scene.workers(cluster, "default").getFirst();

        // When
        Scene.operator()
                .body(Map.of("cluster", cluster.name(), "workerID", old, "update", true))
                .post("/global/v2/vpc/replaceWorker")
                .then()
                .statusCode(204)
                .body(equalTo(""));

        // Then
        await().untilAsserted(() -> Scene.viewer()
                .queryParam("cluster", cluster.clusterId())
                .queryParam("worker", old)
                .get("/global/v2/getWorker")
                .then()
                .statusCode(200)
                .body("lifecycle.actualState", equalTo("deleted"))
                .body("lifecycle.reasonForDelete", equalTo("replaced")));
        await().until(() -> Scene.states(cluster, "default").equals(List.of(NORMAL, NORMAL)));
        assertThat(Scene.workers(cluster, "default")).hasSize(2).doesNotContain(old);
        Scene.viewer()
                .queryParam("cluster", cluster.clusterId())
                .queryParam("showDeleted", "true")
                .get("/global/v2/getWorkers")
                .then()
                .body("id", hasSize(3));
        assertThat(recorded("containers-kubernetes.worker.replace", cluster)).isNotEmpty();
    }

    @Test
    void growsAndShrinksAndGoes() {
        // Given
        ClusterSnapshot cluster = built("vpc-gen2", 1);

        // When
        resize(cluster, 3);

        // Then
        await().until(() -> Scene.states(cluster, "default").equals(List.of(NORMAL, NORMAL, NORMAL)));
        resize(cluster, 1);
        await().until(() -> Scene.states(cluster, "default").equals(List.of(NORMAL)));
        Scene.operator()
                .body("""
                        {"cluster": "%s", "workerPool": "default", "operatingSystem": "RHEL_9_64"}
                        """.formatted(cluster.clusterId()))
                .post("/global/v2/setWorkerPoolOperatingSystem")
                .then()
                .statusCode(202);
        Scene.viewer()
                .queryParam("cluster", cluster.clusterId())
                .queryParam("workerpool", "default")
                .get("/global/v2/getWorkerPool")
                .then()
                .body("operatingSystem", equalTo("RHEL_9_64"));
        Scene.operator()
                .delete("/global/v1/clusters/" + cluster.clusterId() + "/workerpools/default")
                .then()
                .statusCode(204);
        await().untilAsserted(() -> Scene.viewer()
                .queryParam("cluster", cluster.clusterId())
                .queryParam("workerpool", "default")
                .get("/global/v2/getWorkerPool")
                .then()
                .statusCode(404)
                .body("description", startsWith("The specified worker pool could not be found")));
    }

    @Test
    void opensADiskWithItsOwnPassphraseOnly() {
        // Given
        ClusterSnapshot cluster = built("classic", 2);
        List<String> workers = Scene.workers(cluster, "default");
        secrets.put(workers.get(1), passphrase(workers.get(0)));

        // When
        Scene.reboot(cluster, workers.get(0));

        // Then
        await().until(() -> Bus.events(Topic.WORKERS, cluster.clusterId()).stream()
                .anyMatch(WorkerEvent.WorkerRebooted.class::isInstance));
        Scene.reboot(cluster, workers.get(1));
        await().until(() -> Scene.states(cluster, "default").contains("deployed/critical"));
    }

    private static void assertBootAndEncryptedDisk(ClusterSnapshot cluster) {
        assertThat(Scene.disks(cluster, "default"))
                .extracting("role", "content", "encryption")
                .containsExactly(
                        tuple("primary", "boot, kernel images", "none"),
                        tuple("secondary", "container file system, images", "provider_managed"));
    }

    private void resize(ClusterSnapshot cluster, int size) {
        Scene.operator()
                .body(Map.of("cluster", cluster.clusterId(), "workerpool", "default", "size", size))
                .post("/global/v2/resizeWorkerPool")
                .then()
                .statusCode(204);
    }

    private static List<ActivityRecord> recorded(String action, ClusterSnapshot cluster) {
        return await().until(
                        () -> Bus.records(Topic.ACTIVITY.wireName()).stream()
                                .map(record -> (ActivityRecord) io.claviger.events.EventCodec.decode(
                                        Bus.header(record, "ce_type"), record.value()))
                                .filter(record -> record.action().equals(action)
                                        && record.target().id().equals(cluster.crn()))
                                .toList(),
                        found -> !found.isEmpty());
    }

    private String passphrase(String worker) {
        return Objects.requireNonNull(secrets.kept(worker));
    }

    private static ClusterSnapshot built(String provider, int workers) {
        ClusterSnapshot cluster = Scene.cluster(provider);
        Bus.publish(Scene.created(cluster, workers, null));
        await().until(() -> Scene.states(cluster, "default").equals(java.util.Collections.nCopies(workers, NORMAL)));
        return cluster;
    }
}
