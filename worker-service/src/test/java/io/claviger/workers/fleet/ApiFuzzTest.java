package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.events.ClusterSnapshot;
import io.claviger.testkit.TestTokens;
import io.claviger.testkit.fuzz.ApiFuzz;
import io.claviger.testkit.fuzz.ClustersErrors;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

@QuarkusTest
class ApiFuzzTest extends ApiFuzz {

    @Override
    protected World world() {
        ClusterSnapshot cluster = Scene.cluster();
        Bus.publish(Scene.created(cluster, 1, null));
        await().until(() -> Scene.states(cluster, "default").equals(List.of("deployed/normal")));
        List<Map<String, String>> callers = Stream.of("Operator", "Administrator", "Viewer")
                .map(role -> TestTokens.user(
                        TestTokens.ACCOUNT,
                        "IBMid-op",
                        Map.of("containers-kubernetes", List.of(role), "kms", List.of("Reader"))))
                .map(token -> Map.of("Authorization", "Bearer " + token))
                .toList();
        return new World(
                Map.of(
                        "cluster", List.of(cluster.clusterId()),
                        "pool", List.of("default"),
                        "worker", List.of(Scene.workers(cluster, "default").getFirst()),
                        "zone", List.of("local-1"),
                        "scope", List.of("vpc/", "classic/", "")),
                callers);
    }

    @Override
    protected boolean isRefusal(Target target, int status, JsonNode body) {
        return ClustersErrors.isOne(body, status) || target.path().equals("/graphql") && body.has("errors");
    }
}
