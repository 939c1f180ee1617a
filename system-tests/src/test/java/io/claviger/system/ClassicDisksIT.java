package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.local.client.Answer;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.client.PublicApi;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A classic worker's disk hangs from the cluster's root key, because its key is a secret of the cluster (S9, S112, S114). */
class ClassicDisksIT {

    private final Installation installation = Installation.running();
    private final PublicApi api = installation.api();
    private final Clusters clusters = installation.clusters();
    private final Keys keys = new Keys(api, installation.instance());

    @BeforeEach
    void login() {
        api.login(installation.env("CLAVIGER_API_KEY"));
    }

    @Test
    void keepsADiskClosedWhileTheClustersKeyIsDisabledAndTakesItsKeyAwayWithTheWorker() {
        // Given
        String cluster = cluster();
        clusters.await(
                cluster,
                "the cluster to be normal",
                body -> body.path("state").asText().equals("normal"));
        assertThat(diskKeys(cluster)).hasSize(2).allMatch(name -> name.startsWith("luks-kube-" + cluster));
        Key key = keys.create(Installation.name("classic-"));
        clusters.enableKms(cluster, installation.instance(), key);
        clusters.await(
                cluster,
                "key management to be enabled",
                body -> body.at("/features/keyProtectEnabled").asBoolean()
                        && Clusters.READY.equals(
                                body.at("/lifecycle/masterStatus").asText()));
        List<String> workers = Clusters.elements(clusters.workers(cluster).body()).stream()
                .map(worker -> worker.path("id").asText())
                .toList();

        // When
        keys.act(key, "disable");
        clusters.await(
                cluster,
                "the cluster to notice",
                body -> body.path("state").asText().equals("warning"));
        clusters.reboot(cluster, workers.getFirst());

        // Then
        clusters.awaitWorkers(
                cluster,
                "the one that was rebooted, and no other, to be critical",
                now -> health(now).equals(List.of("critical", "normal"))
                        && now.toString().contains(key.crn() + " is disabled (state 2, Suspended)"));
        keys.act(key, "enable");
        clusters.await(
                cluster,
                "the cluster to be back",
                body -> body.at("/features/kms/keyState").asInt() == 1);
        clusters.reboot(cluster, workers.getFirst());
        clusters.awaitWorkers(cluster, "both workers to be normal again", now -> all(now, "normal"));

        // And
        api.call("DELETE", "/global/v1/clusters/" + cluster + "/workers/" + workers.getFirst(), null)
                .orFail();
        clusters.awaitWorkers(cluster, "one worker to be left", now -> now.size() == 1);
        assertThat(diskKeys(cluster)).hasSize(1);
        clusters.delete(cluster);
    }

    private String cluster() {
        return api.call(
                        "POST",
                        "/global/v1/clusters",
                        Map.of(
                                "name",
                                Installation.name("classic-"),
                                "dataCenter",
                                "local-1",
                                "machineType",
                                "b3c.4x16",
                                "workerNum",
                                2))
                .orFail()
                .text("/id");
    }

    private List<String> diskKeys(String cluster) {
        Answer secrets = api.kubernetes(cluster, "GET", "/api/v1/namespaces/kube-system/secrets", null)
                .orFail();
        return StreamSupport.stream(secrets.body().path("items").spliterator(), false)
                .map(secret -> secret.at("/metadata/name").asText())
                .toList();
    }

    private static boolean all(List<JsonNode> workers, String state) {
        return workers.size() == 2 && health(workers).stream().allMatch(state::equals);
    }

    private static List<String> health(List<JsonNode> workers) {
        return workers.stream()
                .map(worker -> worker.at("/health/state").asText())
                .sorted()
                .toList();
    }
}
