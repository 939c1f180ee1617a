package io.claviger.masters.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.testkit.TestTokens;
import io.claviger.testkit.fuzz.ApiFuzz;
import io.claviger.testkit.fuzz.ClustersErrors;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Both surfaces: the clusters API, and the Kubernetes API of a cluster whose secrets hang from a key. */
@QuarkusTest
class ApiFuzzTest extends ApiFuzz {

    @Inject
    FakeKms kms;

    private String cluster = "";
    private List<Map<String, String>> callers = List.of();

    @Override
    protected World world() {
        if (cluster.isEmpty() || !stands()) {
            make();
        }
        String secrets = "api/v1/namespaces/default/secrets";
        return new World(
                Map.of(
                        "timeoutSeconds",
                        List.of("1"),
                        "cluster",
                        List.of(cluster),
                        "path",
                        List.of(
                                secrets,
                                secrets + "/db",
                                "api/v1/secrets",
                                "api/v1/namespaces",
                                "api/v1/namespaces/default")),
                callers);
    }

    private boolean stands() {
        return ClustersApi.withRoles(TestTokens.ACCOUNT, Map.of("containers-kubernetes", List.of("Viewer")))
                        .get(cluster)
                        .statusCode()
                == 200;
    }

    private void make() {
        Map<String, List<String>> everything =
                Map.of("kms", List.of("Manager"), "containers-kubernetes", List.of("Administrator", "Manager"));
        ClustersApi api = ClustersApi.withRoles(TestTokens.ACCOUNT, everything);
        cluster = api.deployed("4.17_openshift");
        api.enabled(cluster, kms.newRootKey(TestTokens.ACCOUNT));
        api.as()
                .contentType("application/json")
                .body("{\"metadata\":{\"name\":\"db\"},\"stringData\":{\"k\":\"v\"}}")
                .post("/clusters/" + cluster + "/api/v1/namespaces/default/secrets")
                .then()
                .statusCode(201);
        String viewer = TestTokens.user(
                TestTokens.ACCOUNT, "IBMid-viewer", Map.of("containers-kubernetes", List.of("Viewer", "Reader")));
        callers = Stream.of(api.token(), api.token(), viewer, TestTokens.service("worker-service"))
                .map(token -> Map.of("Authorization", "Bearer " + token))
                .toList();
    }

    /** A deleted cluster takes long to make again. */
    @Override
    protected boolean leavesOut(Target target, int call) {
        return target.method().equals("DELETE")
                && target.path().equals("/global/v1/clusters/{cluster}")
                && call % 7 != 0;
    }

    @Override
    protected boolean isRefusal(Target target, int status, JsonNode body) {
        return target.path().startsWith("/clusters")
                ? isStatus(body, status) || status == 404 && ClustersErrors.isOne(body, status)
                : ClustersErrors.isOne(body, status);
    }

    private static boolean isStatus(JsonNode body, int status) {
        return body.path("kind").asText().equals("Status")
                && body.path("code").asInt() == status
                && !body.path("message").asText().isBlank();
    }
}
