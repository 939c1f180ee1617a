package io.claviger.masters.api;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.events.ActivityRecord;
import io.claviger.events.ClusterEvent;
import io.claviger.events.PoolOrder;
import io.claviger.events.PoolSnapshot;
import io.claviger.events.Topic;
import io.claviger.events.WorkerEvent;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What clients read, in the shape they need it. */
@QuarkusTest
class ClusterReadsTest {

    @Inject
    FakeKms kms;

    @Inject
    ObjectMapper json;

    private final ClustersApi api = ClustersApi.ofNewAccount();

    @Test
    void leavesNothingOutThatClientsDereference() {
        String cluster = api.deployed("4.5_openshift");

        JsonPath view = api.read(cluster);

        for (String path : List.of(
                "id",
                "name",
                "crn",
                "type",
                "provider",
                "region",
                "masterKubeVersion",
                "state",
                "status",
                "lifecycle.masterStatus",
                "lifecycle.masterState",
                "lifecycle.masterHealth",
                "lifecycle.masterStatusModifiedDate",
                "serviceSubnet",
                "podSubnet",
                "masterURL",
                "ingress.hostname",
                "ingress.secretName",
                "resourceGroup",
                "resourceGroupName",
                "serviceEndpoints.privateServiceEndpointEnabled",
                "serviceEndpoints.privateServiceEndpointURL",
                "serviceEndpoints.publicServiceEndpointEnabled",
                "serviceEndpoints.publicServiceEndpointURL",
                "features.keyProtectEnabled",
                "features.pullSecretApplied",
                "vlans",
                "addons",
                "locationZones",
                "masterStatus",
                "keyProtectEnabled",
                "ingressHostname",
                "publicServiceEndpointURL",
                "serverURL",
                "targetVersion",
                "createdDate",
                "workerCount",
                "isPaid",
                "entitlement")) {
            assertThat(view.<Object>get(path)).as(path).isNotNull();
        }
        assertThat(view.getString("masterKubeVersion")).isEqualTo("4.5.18_1521_openshift");
        assertThat(view.getList("vpcs")).containsExactly("vpc-1");
        assertThat(view.getString("masterURL")).endsWith("/clusters/" + cluster);
    }

    @Test
    void findsAClusterByNameToo() {
        String cluster = api.deployed("1.32");
        String name = api.read(cluster).getString("name");

        api.get(name).then().statusCode(200).body("id", equalTo(cluster));
        api.as().get("/global/v1/clusters/" + name).then().statusCode(200).body("id", equalTo(cluster));
        api.as().get("/global/v2/vpc/getCluster?cluster=" + name).then().statusCode(200);
        api.as().get("/global/v2/classic/getCluster?cluster=" + name).then().statusCode(404);
        api.as().get("/global/v2/alb/getClusterAlbs?cluster=" + name).then().body("alb", hasSize(0));
    }

    @Test
    void listsEachProviderByItself() {
        String vpc = api.deployed("1.32");
        String classic = api.as()
                .body("{\"name\": \"old\", \"dataCenter\": \"dal10\", \"privateSeviceEndpoint\": true}")
                .post("/global/v1/clusters")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String satellite = api.as()
                .body("{\"name\": \"far\", \"controller\": \"here\", \"workerCount\": 1}")
                .post("/global/v2/satellite/createCluster")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        ids("/global/v2/vpc/getClusters", vpc);
        ids("/global/v2/classic/getClusters", classic);
        ids("/global/v1/clusters", classic);
        ids("/global/v2/satellite/getClusters", satellite);
        assertThat(api.read(classic).getBoolean("serviceEndpoints.privateServiceEndpointEnabled"))
                .isTrue();
        api.as().get("/global/v2/vpc/getClusters?provider=vpc-classic").then().body("$", hasSize(0));
    }

    @Test
    void ordersTheDefaultPoolWithTheCluster() {
        String cluster = api.as()
                .body("""
                        {"name": "pooled", "provider": "vpc-gen2", "unknown": {"field": 1},
                         "workerPool": {"name": "", "flavor": "bx2.4x16", "workerCount": 3, "labels": {"a": "b"},
                           "zones": [{"id": "z1", "subnetID": "s1"}, {"id": "z2"}],
                           "workerVolumeEncryption": {"kmsInstanceID": "i", "workerVolumeCRKID": "k", "kmsAccountID": ""}}}
                        """)
                .post("/global/v2/vpc/createCluster")
                .then()
                .statusCode(201)
                .body("messages", notNullValue())
                .extract()
                .path("clusterID");

        await().untilAsserted(
                        () -> assertThat(TestBus.read(Topic.CLUSTERS, cluster)).isNotEmpty());
        ClusterEvent.Created created =
                (ClusterEvent.Created) TestBus.read(Topic.CLUSTERS, cluster).getFirst();
        assertThat(created.cluster().revision()).isEqualTo(1);
        assertThat(created.cluster().state()).isEqualTo("requested");
        assertThat(created.defaultPool())
                .isEqualTo(new PoolOrder(
                        "default",
                        "bx2.4x16",
                        3,
                        List.of(new PoolOrder.Zone("z1", "s1"), new PoolOrder.Zone("z2", null)),
                        Map.of("a", "b"),
                        new PoolOrder.VolumeEncryption("i", "k", null)));
    }

    @Test
    void appliesOnlyNewerSumsOfAPool() {
        // Given
        String cluster = api.deployed("1.32");
        assertThat(api.read(cluster).getString("state")).isEqualTo("pending");
        TestBus.publish(new WorkerEvent.PoolCreated(pool(cluster, 2, 2, 5)));
        api.await(cluster, "state", "normal");

        // When an older one comes late, then a newer one
        TestBus.publish(new WorkerEvent.WorkerStateChanged(pool(cluster, 2, 0, 4), "w", "deploying"));
        TestBus.publish(new WorkerEvent.PoolHealthChanged(pool(cluster, 2, 1, 6), "one is down"));

        // Then
        api.await(cluster, "state", "warning");
        TestBus.publish(new WorkerEvent.PoolHealthChanged(pool(cluster, 2, 0, 7), "all are down"));
        api.await(cluster, "state", "critical");
        TestBus.publish(new WorkerEvent.PoolDeleted(pool(cluster, 2, 0, 8)));
        api.await(cluster, "state", "warning");
        await().untilAsserted(() -> assertThat(TestBus.read(Topic.CLUSTERS, cluster).stream()
                        .map(event -> ((ClusterEvent) event).cluster().state()))
                .containsExactly("requested", "deploying", "pending", "normal", "warning", "critical", "warning"));
        assertThat(TestBus.read(Topic.CLUSTERS, cluster).stream().map(event -> event.sequence()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void givesKubeconfigsInThreeForms() throws IOException {
        String cluster = api.deployed("1.32");
        String server = "https://localhost:8443/clusters/" + cluster;

        String yaml = api.as()
                .get("/global/v2/getKubeconfig?cluster=" + cluster + "&format=yaml")
                .asString();
        JsonNode tree = json.readTree(api.as()
                .get("/global/v2/getKubeconfig?cluster=" + cluster + "&format=json")
                .asByteArray());
        byte[] zip = api.as().get("/global/v1/clusters/" + cluster + "/config").asByteArray();
        byte[] flat = api.as()
                .body("{\"cluster\": \"" + cluster + "\", \"format\": \"zip\", \"endpointType\": \"\"}")
                .post("/global/v2/applyRBACAndGetKubeconfig")
                .asByteArray();

        assertThat(yaml).contains("server: \"" + server + "\"", "token: \"" + api.token() + "\"");
        assertThat(tree.at("/clusters/0/cluster/server").asText()).isEqualTo(server);
        assertThat(tree.at("/users/0/user/token").asText()).isEqualTo(api.token());
        assertThat(entries(zip))
                .allMatch(name -> name.startsWith("kubeConfig"))
                .anyMatch(name -> name.endsWith(".yml"));
        assertThat(entries(flat)).noneMatch(name -> name.contains("/")).anyMatch(name -> name.endsWith(".yaml"));
        api.as().get("/global/v2/getRBACStatus?cluster=" + cluster).then().body("synchronized", equalTo(true));
    }

    @Test
    void listsInstancesAndRootKeys() {
        FakeKms.Key key = kms.newRootKey(api.account);

        api.as()
                .get("/global/v2/getKMSInstances")
                .then()
                .body("$", hasSize(1))
                .body("[0].instance_id", equalTo(key.ref.instanceId()))
                .body("[0].service", equalTo("kms"));
        api.as()
                .get("/global/v2/getCRKs?kms_instance=" + key.ref.instanceId())
                .then()
                .body("$", hasSize(1))
                .body("[0].crk_id", equalTo(key.ref.keyId()));
        String foreign = kms.newRootKey(ClustersApi.ofNewAccount().account).ref.instanceId();
        api.as()
                .get("/global/v2/getCRKs?kms_instance=" + foreign)
                .then()
                .statusCode(404)
                .body("code", equalTo("K0001"));
    }

    @Test
    void listsVersionsToAnyone() {
        io.restassured.RestAssured.get("/global/v2/getVersions")
                .then()
                .statusCode(200)
                .body("kubernetes.find { it.default }.major", equalTo(1))
                .body("openshift.find { it.default }.major", equalTo(4));
        io.restassured.RestAssured.get("/global/v1/kube-versions")
                .then()
                .statusCode(200)
                .body("[0].major", equalTo(1));
        io.restassured.RestAssured.get("/global/v1/versions").then().statusCode(200);
    }

    @Test
    void enablesByTheLegacyPathAndRecordsWhoAsked() {
        String cluster = api.deployed("1.32");
        FakeKms.Key key = kms.newRootKey(api.account);

        api.as()
                .body("""
                        {"crkID": "%s", "instanceID": "%s", "url": "https://private.kms.local"}
                        """.formatted(key.ref.keyId(), key.ref.instanceId()))
                .post("/global/v1/clusters/" + cluster + "/kms")
                .then()
                .statusCode(201);

        api.await(cluster, "features.kms.enablement.phase", "ready");
        JsonPath view = api.read(cluster);
        assertThat(view.getBoolean("features.kms.privateEndpoint")).isTrue();
        String crn = view.getString("crn");
        await().untilAsserted(() -> assertThat(TestBus.read(Topic.ACTIVITY, crn).stream()
                        .map(ActivityRecord.class::cast)
                        .map(ActivityRecord::action))
                .contains(
                        "containers-kubernetes.cluster.create",
                        "containers-kubernetes.cluster-kms.enable",
                        "containers-kubernetes.cluster.get"));
    }

    private void ids(String path, String only) {
        api.as().get(path).then().statusCode(200).body("$", hasSize(1)).body("[0].id", equalTo(only));
    }

    private static PoolSnapshot pool(String cluster, int workers, int normal, long revision) {
        return new PoolSnapshot(
                cluster + "-1", "default", cluster, "crn:pool:" + cluster, workers, normal, workers, revision, null);
    }

    private static List<String> entries(byte[] zip) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
