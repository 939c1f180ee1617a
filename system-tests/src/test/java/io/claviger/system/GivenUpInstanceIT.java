package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.client.PublicApi;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** S131: workers whose key's instance was given up. Between the two, the key is purged: until then it can be had back. */
class GivenUpInstanceIT {

    private final Installation installation = Installation.running();
    private final PublicApi api = installation.apiOfItsOwn();
    private final Clusters clusters = new Clusters(api);

    @Test
    void leavesTheWorkersCriticalForGood() {
        // Given
        String instance = api.call(
                        "POST", "/v2/resource_instances", Map.of("name", Installation.name("kms-"), "target", "local"))
                .orFail()
                .text("/guid");
        Keys keys = new Keys(api, instance);
        Key key = keys.create(Installation.name("disks-"));
        String cluster = clusters.create(Installation.name("given-up-"), instance, key, 1);
        clusters.await(
                cluster,
                "the cluster to be normal",
                body -> body.path("state").asText().equals("normal"));
        assertThat(giveUp(instance)).as("with a key that lives").isEqualTo(409);

        // When
        keys.delete(key, true).orFail();
        installation
                .purger()
                .kms(instance, "DELETE", "/api/v2/keys/" + key.id() + "/purge", null)
                .orFail();
        assertThat(giveUp(instance)).isEqualTo(204);

        // Then
        clusters.awaitWorkers(cluster, "the worker to be critical for good", GivenUpInstanceIT::lost);
        assertThat(keys.tryToRestore(key).status()).isEqualTo(401);
        assertThat(api.call("POST", "/v2/resource_instances/" + instance + "/restore", null)
                        .status())
                .isEqualTo(404);

        // When
        JsonNode worker = clusters.workers(cluster).body().path(0);
        clusters.reboot(cluster, worker.path("id").asText());

        // Then
        clusters.awaitWorkers(
                cluster,
                "the worker to have come up without its disk",
                now -> lost(now) && now.getFirst().toString().contains("its disk could not be unlocked"));
        clusters.delete(cluster);
    }

    private int giveUp(String instance) {
        return api.call("DELETE", "/v2/resource_instances/" + instance, null).status();
    }

    private static boolean lost(List<JsonNode> workers) {
        return workers.size() == 1
                && workers.getFirst().at("/health/state").asText().equals("critical")
                && workers.getFirst().toString().contains("cannot be recovered");
    }
}
