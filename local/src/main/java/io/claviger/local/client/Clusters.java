package io.claviger.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Clusters and their workers, over the clusters API, and their secrets, over the Kubernetes API. */
public final class Clusters {

    public static final String READY = "Ready";
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String SECRETS = "/api/v1/namespaces/default/secrets";

    private final PublicApi api;

    public Clusters(PublicApi api) {
        this.api = api;
    }

    /** Orders a cluster whose default pool hangs from a root key, which the account must have authorized. */
    public String create(String name, String instance, Keys.Key poolKey, int workers) {
        new Policies(api).letPoolsUse(instance);
        return order(
                name,
                workers,
                Map.of("workerVolumeEncryption", Map.of("kmsInstanceID", instance, "workerVolumeCRKID", poolKey.id())));
    }

    /** Orders a cluster with an empty pool, whose keys the provider has. */
    public String createWithoutWorkers(String name) {
        return order(name, 0, Map.of());
    }

    private String order(String name, int workers, Map<String, Object> more) {
        Map<String, Object> pool = new HashMap<>(more);
        pool.put("name", "default");
        pool.put("flavor", "bx2.4x16");
        pool.put("workerCount", workers);
        pool.put("vpcID", "local");
        pool.put("zones", List.of(Map.of("id", "local-1", "subnetID", "local")));
        return api.call(
                        "POST",
                        "/global/v2/vpc/createCluster",
                        Map.of("name", name, "provider", "vpc-gen2", "workerPool", pool))
                .orFail()
                .text("/clusterID");
    }

    public Answer get(String cluster) {
        return api.call("GET", "/global/v2/getCluster?cluster=" + cluster + "&v1-compatible", null);
    }

    public Answer await(String cluster, String what, Predicate<JsonNode> condition) {
        return Waiting.until(what, PATIENCE, () -> get(cluster).orFail(), answer -> condition.test(answer.body()));
    }

    public Answer enableKms(String cluster, String instance, Keys.Key key) {
        return api.call(
                        "POST",
                        "/global/v2/enableKMS",
                        Map.of(
                                "cluster",
                                cluster,
                                "instance_id",
                                instance,
                                "crk_id",
                                key.id(),
                                "private_endpoint",
                                false))
                .orFail();
    }

    public void delete(String cluster) {
        api.call("DELETE", "/global/v1/clusters/" + cluster + "?deleteResources=true", null)
                .orFail();
        Waiting.until("the cluster to be gone", PATIENCE, () -> get(cluster), answer -> answer.status() == 404);
    }

    public Answer workers(String cluster) {
        return api.call("GET", "/global/v2/vpc/getWorkers?cluster=" + cluster + "&showDeleted=false", null)
                .orFail();
    }

    public Answer awaitWorkers(String cluster, String what, Predicate<List<JsonNode>> condition) {
        return Waiting.until(what, PATIENCE, () -> workers(cluster), answer -> condition.test(elements(answer.body())));
    }

    public void reboot(String cluster, String worker) {
        api.call(
                        "PUT",
                        "/global/v1/clusters/" + cluster + "/workers/" + worker,
                        Map.of("action", "os_reboot", "force", false))
                .orFail();
    }

    public void createSecret(String cluster, String name, String value) {
        api.kubernetes(
                        cluster,
                        "POST",
                        SECRETS,
                        Map.of(
                                "apiVersion", "v1",
                                "kind", "Secret",
                                "type", "Opaque",
                                "metadata", Map.of("name", name),
                                "data", Map.of("password", base64(value))))
                .orFail();
    }

    public Answer secret(String cluster, String name) {
        return api.kubernetes(cluster, "GET", SECRETS + "/" + name, null);
    }

    public static String password(Answer secret) {
        return new String(Base64.getDecoder().decode(secret.orFail().text("/data/password")), StandardCharsets.UTF_8);
    }

    public static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }

    private static String base64(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }
}
