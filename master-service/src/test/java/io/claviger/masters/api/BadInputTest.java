package io.claviger.masters.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers get wrong is answered in the contract's own body, and changes nothing. */
@QuarkusTest
class BadInputTest {

    private static final String POOL =
            "\"workerPool\": {\"flavor\": \"f\", \"workerCount\": 1, \"zones\": [{\"id\": \"z\"}]}";

    @Inject
    FakeKms kms;

    private final ClustersApi api = ClustersApi.ofNewAccount();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /global/v2/getCluster?cluster=x",
                "GET /global/v2/vpc/getCluster?cluster=x",
                "GET /global/v2/vpc/getClusters",
                "GET /global/v2/classic/getClusters",
                "GET /global/v2/satellite/getClusters",
                "GET /global/v1/clusters",
                "GET /global/v1/clusters/x",
                "DELETE /global/v1/clusters/x",
                "POST /global/v2/vpc/createCluster",
                "POST /global/v1/clusters",
                "POST /global/v2/satellite/createCluster",
                "GET /global/v2/getKMSInstances",
                "GET /global/v2/getCRKs?kms_instance=x",
                "POST /global/v2/enableKMS",
                "POST /global/v1/clusters/x/kms",
                "GET /global/v2/getKubeconfig?cluster=x",
                "POST /global/v2/applyRBACAndGetKubeconfig",
                "GET /global/v1/clusters/x/config",
                "GET /global/v2/getRBACStatus?cluster=x",
                "GET /global/v2/alb/getClusterAlbs?cluster=x",
                "GET /global/v1/logging/x/clusterkeyowner",
                "POST /global/v1/keys",
                "GET /global/v1/alb/clusters/x",
                "GET /global/v2/getQuota",
                "GET /global/v2/vpc/getVPCs",
                "GET /global/v2/vpc/getSubnets",
                "GET /global/v1/datacenters/dal10/vlans",
                "POST /global/network/v2/outbound-traffic-protection",
                "POST /global/network/v2/secure-by-default/enable",
                "PUT /global/v1/clusters/x",
                "PUT /global/v1/clusters/x/masters",
                "POST /global/v2/updateMaster",
                "POST /global/v2/refreshMaster",
            })
    void refusesWhoeverIsNobody(String call) {
        Method method = Method.valueOf(call.split(" ")[0]);
        String path = call.split(" ")[1];

        given().request(method, path).then().statusCode(401).body("errorCode", containsString("BXNIM040"));
        given().header("Authorization", "Bearer " + TestTokens.expired())
                .request(method, path)
                .then()
                .statusCode(401)
                .body("errorCode", equalTo("BXNIM0407E"));
        given().header("Authorization", "Bearer " + TestTokens.foreign())
                .request(method, path)
                .then()
                .statusCode(401);
        // And one with a token but no role
        ClustersApi nobody = ClustersApi.withRoles(api.account, Map.of("kms", List.of("Manager")));
        Response refused = nobody.as().body("{\"cluster\":\"x\"}").request(method, path);
        refused.then().statusCode(403).body("code", equalTo("A0008")).body("description", containsString("role"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                                                          | body
            `not json`                                                                  | JSON
            `[]`                                                                        | JSON
            `null`                                                                      | body
            `{"name": 7}`                                                               | name
            `{"provider": "vpc-gen2", POOL}`                                            | name
            `{"name": "9lives", "provider": "vpc-gen2", POOL}`                          | name
            `{"name": "a-name-that-is-far-too-long-for-a-cluster", "provider": "vpc-gen2", POOL}` | name
            `{"name": "ok", POOL}`                                                      | provider
            `{"name": "ok", "provider": "classic", POOL}`                               | provider
            `{"name": "ok", "provider": "vpc-gen2", "kubeVersion": "0.1", POOL}`        | kubeVersion
            `{"name": "ok", "provider": "vpc-gen2", "podSubnet": "10.0.0.0", POOL}`     | podSubnet
            `{"name": "ok", "provider": "vpc-gen2", "cosInstanceCRN": "a-bucket", POOL}` | cosInstanceCRN
            `{"name": "ok", "provider": "vpc-gen2", "kubeVersion": "4.17_openshift", POOL}` | cosInstanceCRN
            `{"name": "ok", "provider": "vpc-gen2"}`                                    | workerPool
            `{"name": "ok", "provider": "vpc-gen2", "workerPool": []}`                  | workerPool
            `{"name": "ok", "provider": "vpc-gen2", "workerPool": {"flavor": "f"}}`     | workerCount
            `{"name": "ok", "provider": "vpc-gen2", "workerPool": {"flavor": "f", "workerCount": -1}}` | workerCount
            `{"name": "ok", "provider": "vpc-gen2", "workerPool": {"flavor": "f", "workerCount": "2"}}` | workerCount
            `{"name": "ok", "provider": "vpc-gen2", "workerPool": {"flavor": "f", "workerCount": 834, "zones": [{"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d"}, {"id": "e"}, {"id": "f"}]}}` | workerCount
            `{"name": "ok", "provider": "vpc-gen2", "workerPool": {"workerCount": 1}}`  | flavor
            `{"name": "ok", "provider": "vpc-gen2", "workerPool": {"flavor": "f", "workerCount": 1, "zones": [null]}}` | zones[0].id
            `{"name": "ok", "provider": "vpc-gen2", "workerPool": {"flavor": "f", "workerCount": 1, "zones": [{}]}}` | zones[0].id
            """)
    void namesTheFieldOfABadOrder(String body, String named) {
        api.as()
                .body(body == null ? "" : body.replace("POOL", POOL))
                .post("/global/v2/vpc/createCluster")
                .then()
                .statusCode(400)
                .body("code", equalTo("E0011"))
                .body("type", equalTo("Provisioning"))
                .body("incidentID", not(blankOrNullString()))
                .body("description", containsString(named));
        assertThat(api.as().get("/global/v2/vpc/getClusters").jsonPath().getList("$"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"workerVolumeEncryption\": {\"kmsInstanceID\": \"i\"}",
                "\"workerVolumeEncryption\": {\"workerVolumeCRKID\": \"k\"}",
                "\"kmsInstanceID\": \"i\"",
                "\"workerVolumeCRKID\": \"k\"",
            })
    void wantsInstanceAndKeyOfAPoolTogether(String half) {
        api.as()
                .body("""
                        {"name": "ok", "provider": "vpc-gen2",
                         "workerPool": {"flavor": "f", "workerCount": 1, "zones": [], %s}}
                        """.formatted(half))
                .post("/global/v2/vpc/createCluster")
                .then()
                .statusCode(400)
                .body("code", equalTo("K0013"))
                .body("type", equalTo("KMS"));
    }

    @Test
    void refusesANameThatIsInUse() {
        api.order("twice", "1.32").then().statusCode(201);

        api.order("twice", "1.32").then().statusCode(409).body("code", equalTo("E0007"));
    }

    @Test
    void hidesClustersOfOtherAccounts() {
        String cluster = api.deployed("1.32");
        ClustersApi other = ClustersApi.ofNewAccount();

        other.get(cluster)
                .then()
                .statusCode(404)
                .body("code", equalTo("E0008"))
                .body("description", equalTo("The specified cluster could not be found."));
        other.as()
                .header("X-Auth-Resource-Account", api.account)
                .get("/global/v2/getCluster?cluster=" + cluster)
                .then()
                .statusCode(403);
        other.as().delete("/global/v1/clusters/" + cluster).then().statusCode(404);
        other.enable(cluster, kms.newRootKey(other.account)).then().statusCode(404);
        api.get(cluster).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Viewer", "Editor", "Operator"})
    void letsOnlyAdministratorsChangeAnything(String role) {
        String cluster = api.deployed("1.32");
        ClustersApi lesser = ClustersApi.withRoles(
                api.account, Map.of("kms", List.of("Manager"), "containers-kubernetes", List.of(role)));

        lesser.get(cluster).then().statusCode(200);
        lesser.order("mine", "1.32").then().statusCode(403).body("description", containsString("Administrator"));
        lesser.as().delete("/global/v1/clusters/" + cluster).then().statusCode(403);
        lesser.enable(cluster, kms.newRootKey(api.account))
                .then()
                .statusCode(403)
                .body("code", equalTo("A0008"));
        api.get(cluster).then().statusCode(200).body("lifecycle.masterStatus", equalTo("Ready"));
    }

    @Test
    void refusesEveryKeyThatCannotProtectACluster() {
        String cluster = api.deployed("1.32");
        FakeKms.Key key = kms.newRootKey(api.account);
        String instance = key.ref.instanceId();
        FakeKms.Key disabled = kms.newRootKey(api.account);
        disabled.enter(2);
        FakeKms.Key standard = kms.newKey(kms.newInstance(api.account, "kms"), true);
        FakeKms.Key elsewhere = kms.newRootKey(ClustersApi.ofNewAccount().account);
        FakeKms.Key database = kms.newKey(kms.newInstance(api.account, "databases"), false);

        refused(cluster, UUID.randomUUID().toString(), key.ref.keyId(), 404, "K0001");
        refused(cluster, "crn:v1:bluemix:public:kms:local:a/x:" + instance + "::", key.ref.keyId(), 404, "K0001");
        refused(cluster, elsewhere.ref.instanceId(), elsewhere.ref.keyId(), 404, "K0001");
        api.enable(cluster, UUID.randomUUID().toString(), key.ref.keyId())
                .then()
                .body("description", startsWith("Could not look up the key management service instance"));
        refused(cluster, instance, UUID.randomUUID().toString(), 404, "K0002");
        refused(cluster, instance, "not-an-id", 404, "K0002");
        refused(cluster, standard.ref.instanceId(), standard.ref.keyId(), 400, "K0003");
        refused(cluster, disabled.ref.instanceId(), disabled.ref.keyId(), 409, "K0004");
        refused(cluster, database.ref.instanceId(), database.ref.keyId(), 400, "K0010");
        refused(cluster, "", key.ref.keyId(), 400, "K0013");
        refused(cluster, instance, "", 400, "K0013");
        refused(cluster, "", "", 409, "K0012");
        api.get(cluster)
                .then()
                .body("lifecycle.masterStatus", equalTo("Ready"))
                .body("features.keyProtectEnabled", equalTo(false));
    }

    @Test
    void refusesAVersionWithoutKmsAndAKmsOfAnotherAccount() {
        refused(api.deployed("4.3_openshift"), kms.newRootKey(api.account), 400, "K0007");
        String cluster = api.deployed("1.32");
        FakeKms.Key key = kms.newRootKey(api.account);
        api.as()
                .body("""
                        {"cluster": "%s", "instance_id": "%s", "crk_id": "%s", "account_id": "another"}
                        """.formatted(cluster, key.ref.instanceId(), key.ref.keyId()))
                .post("/global/v2/enableKMS")
                .then()
                .statusCode(403)
                .body("code", equalTo("K0009"));
        ClustersApi withoutKms =
                ClustersApi.withRoles(api.account, Map.of("containers-kubernetes", List.of("Administrator")));
        withoutKms.enable(cluster, key).then().statusCode(403).body("code", equalTo("K0008"));
    }

    @Test
    void lendsItsOwnRightsOnKeysToNobody() {
        String order = """
                {"name": "lent", "provider": "vpc-gen2",
                 "workerPool": {"flavor": "f", "workerCount": 1, "zones": [{"id": "z"}],
                   "workerVolumeEncryption": {"kmsInstanceID": "i", "workerVolumeCRKID": "k", "kmsAccountID": "%s"}}}
                """;
        api.as()
                .body(order.formatted("ffffffffffffffffffffffffffffffff"))
                .post("/global/v2/vpc/createCluster")
                .then()
                .statusCode(403)
                .body("code", equalTo("K0009"));
        ClustersApi.withRoles(api.account, Map.of("containers-kubernetes", List.of("Administrator")))
                .as()
                .body(order.formatted(""))
                .post("/global/v2/vpc/createCluster")
                .then()
                .statusCode(403)
                .body("code", equalTo("K0008"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "[]", "{\"cluster\": 5}", "{}", "{\"cluster\": \"\"}"})
    void refusesABadEnableBody(String body) {
        api.as().body(body).post("/global/v2/enableKMS").then().statusCode(400).body("code", equalTo("E0011"));
        api.as().body(body).post("/global/v2/applyRBACAndGetKubeconfig").then().statusCode(400);
    }

    @Test
    void refusesWhatIsNotInItsPaths() {
        api.as().get("/global/v2/getNothing").then().statusCode(404).body("code", equalTo("G0004"));
        api.as().put("/global/v2/getCluster").then().statusCode(405).body("incidentID", not(blankOrNullString()));
        api.as().get("/global/v2/getCluster").then().statusCode(400).body("description", containsString("cluster"));
        api.as().get("/global/v2/getCRKs").then().statusCode(400).body("description", containsString("kms_instance"));
        String cluster = api.deployed("1.32");
        api.as()
                .get("/global/v2/getKubeconfig?format=exe&cluster=" + cluster)
                .then()
                .statusCode(400);
        api.as()
                .header("X-Auth-Resource-Group", "another")
                .get("/global/v2/getCluster?cluster=" + cluster)
                .then()
                .statusCode(404)
                .body("code", equalTo("G0004"));
    }

    @Test
    void refusesPoolEncryptionWhereThereIsNone() {
        api.as()
                .body(
                        "{\"name\": \"c\", \"dataCenter\": \"z\", \"kmsInstanceID\": \"i\", \"workerVolumeCRKID\": \"k\"}")
                .post("/global/v1/clusters")
                .then()
                .statusCode(400)
                .body("code", equalTo("K0015"));
    }

    @Test
    void answers503WhileTheKmsIsAway() {
        String cluster = api.deployed("1.32");
        FakeKms.Key key = kms.newRootKey(api.account);
        kms.unreachable(true);
        try {
            api.enable(cluster, key).then().statusCode(503).body("code", equalTo("K0017"));
            api.as().get("/global/v2/getKMSInstances").then().statusCode(503);
        } finally {
            kms.unreachable(false);
        }
    }

    private void refused(String cluster, FakeKms.Key key, int status, String code) {
        refused(cluster, key.ref.instanceId(), key.ref.keyId(), status, code);
    }

    private void refused(String cluster, String instance, String key, int status, String code) {
        api.enable(cluster, instance, key)
                .then()
                .statusCode(status)
                .body("code", equalTo(code))
                .body("type", equalTo("KMS"));
    }
}
