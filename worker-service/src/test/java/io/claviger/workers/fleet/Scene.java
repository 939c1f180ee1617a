package io.claviger.workers.fleet;

import static io.restassured.RestAssured.given;

import io.claviger.events.ClusterEvent;
import io.claviger.events.ClusterSnapshot;
import io.claviger.events.KeySnapshot;
import io.claviger.events.PoolOrder;
import io.claviger.kit.crn.Crn;
import io.claviger.testkit.TestTokens;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Clusters and callers of the tests. */
final class Scene {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private Scene() {}

    static ClusterSnapshot cluster() {
        return cluster("vpc-gen2");
    }

    static ClusterSnapshot cluster(String provider) {
        StringBuilder id = new StringBuilder("c");
        while (id.length() < 20) {
            id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return new ClusterSnapshot(
                id.toString(),
                Crn.cluster("local", TestTokens.ACCOUNT, id.toString()).toString(),
                "cluster-" + id.substring(14),
                TestTokens.ACCOUNT,
                provider,
                "4.5.18_1521_openshift",
                "deploying",
                "Ready",
                1,
                null,
                null);
    }

    static ClusterSnapshot revised(ClusterSnapshot cluster, long revision, String state) {
        return new ClusterSnapshot(
                cluster.clusterId(),
                cluster.crn(),
                cluster.name(),
                cluster.accountId(),
                cluster.provider(),
                cluster.version(),
                state,
                cluster.masterStatus(),
                revision,
                null,
                null);
    }

    static PoolOrder pool(int perZone, @Nullable KeySnapshot key) {
        return new PoolOrder(
                "default",
                "bx2.4x16",
                perZone,
                List.of(new PoolOrder.Zone("local-1", "subnet-1")),
                Map.of("team", "blue"),
                key == null ? null : new PoolOrder.VolumeEncryption(key.instanceId(), key.keyId(), null));
    }

    static ClusterEvent.Created created(ClusterSnapshot cluster, int perZone, @Nullable KeySnapshot key) {
        return new ClusterEvent.Created(cluster, pool(perZone, key));
    }

    /** Orders a pool of one worker, under the provider's key unless another is given. */
    static Response orderPool(ClusterSnapshot cluster, String name, @Nullable KeySnapshot key) {
        String encryption = key == null ? "" : """
                  ,"workerVolumeEncryption":{"kmsInstanceID":"%s","workerVolumeCRKID":"%s"}""".formatted(key.instanceId(), key.keyId());
        return operator()
                .body("""
                        {"cluster":"%s","name":"%s","flavor":"bx2.4x16","workerCount":1,"zones":[{"id":"local-1"}]%s}""".formatted(cluster.clusterId(), name, encryption))
                .post("/global/v2/vpc/createWorkerPool");
    }

    static RequestSpecification operator() {
        return as(List.of("Operator"));
    }

    static RequestSpecification viewer() {
        return as(List.of("Viewer"));
    }

    static RequestSpecification as(List<String> roles) {
        return withToken(TestTokens.user(
                TestTokens.ACCOUNT, "IBMid-op", Map.of("containers-kubernetes", roles, "kms", List.of("Reader"))));
    }

    static RequestSpecification foreigner() {
        return withToken(TestTokens.user(
                "ffffffffffffffffffffffffffffffff",
                "IBMid-else",
                Map.of("containers-kubernetes", List.of("Administrator"))));
    }

    static RequestSpecification withToken(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    /** States of a cluster's workers, as {@code actualState/health}. */
    static List<String> states(ClusterSnapshot cluster, String pool) {
        var body = viewer().queryParam("cluster", cluster.clusterId())
                .queryParam("pool", pool)
                .get("/global/v2/vpc/getWorkers")
                .jsonPath();
        List<String> actual = body.getList("lifecycle.actualState", String.class);
        List<String> health = body.getList("health.state", String.class);
        if (actual == null) {
            return List.of();
        }
        return java.util.stream.IntStream.range(0, actual.size())
                .mapToObj(i -> actual.get(i) + "/" + health.get(i))
                .toList();
    }

    static List<String> workers(ClusterSnapshot cluster, String pool) {
        return viewer().queryParam("cluster", cluster.clusterId())
                .queryParam("pool", pool)
                .get("/global/v2/getWorkers")
                .jsonPath()
                .getList("id", String.class);
    }

    /** Disks of a pool's workers, as the wire shows them. */
    static List<Map<String, String>> disks(ClusterSnapshot cluster, String pool) {
        return viewer().queryParam("cluster", cluster.clusterId())
                .queryParam("pool", pool)
                .get("/global/v2/getWorkers")
                .jsonPath()
                .getList("disks.flatten()");
    }

    static void reboot(ClusterSnapshot cluster, String worker) {
        operator()
                .body("{\"action\":\"os_reboot\",\"force\":false}")
                .put("/global/v1/clusters/" + cluster.clusterId() + "/workers/" + worker)
                .then()
                .statusCode(204);
    }
}
