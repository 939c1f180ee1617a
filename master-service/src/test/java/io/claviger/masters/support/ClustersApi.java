package io.claviger.masters.support;

import static io.restassured.RestAssured.given;

import io.claviger.events.PoolSnapshot;
import io.claviger.events.WorkerEvent;
import io.claviger.testkit.Patience;
import io.claviger.testkit.TestTokens;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** The clusters API as a client of one account uses it. */
public final class ClustersApi {

    private static final String BUCKET = "crn:v1:bluemix:public:cloud-object-storage:global:a/1:2::";

    public final String account;
    private final String token;

    private ClustersApi(String account, String token) {
        this.account = account;
        this.token = token;
    }

    /** An administrator of an account that nobody else uses. */
    public static ClustersApi ofNewAccount() {
        return withRoles(
                UUID.randomUUID().toString().replace("-", ""),
                Map.of("kms", List.of("Manager"), "containers-kubernetes", List.of("Administrator", "Manager")));
    }

    /** Somebody else of the account than {@link #withRoles} gives. */
    public static ClustersApi ofPerson(String account, String iamId, Map<String, List<String>> grants) {
        return new ClustersApi(account, TestTokens.user(account, iamId, grants));
    }

    public static ClustersApi withRoles(String account, Map<String, List<String>> grants) {
        return new ClustersApi(account, TestTokens.user(account, "IBMid-tester", grants));
    }

    public RequestSpecification as() {
        return given().header("Authorization", "Bearer " + token);
    }

    public String token() {
        return token;
    }

    /** Orders a cluster of this version and waits until its master is there. */
    public String deployed(String version) {
        String id = order("c" + UUID.randomUUID().toString().substring(0, 8), version)
                .then()
                .statusCode(201)
                .extract()
                .path("clusterID");
        await(id, "lifecycle.masterStatus", "Ready");
        return id;
    }

    public Response order(String name, String version) {
        return as().body("""
                {"name": "%s", "provider": "vpc-gen2", "kubeVersion": "%s", "cosInstanceCRN": "%s",
                 "workerPool": {"flavor": "bx2.4x16", "workerCount": 2, "vpcID": "vpc-1", "zones": [{"id": "zone-1"}]}}
                """.formatted(name, version, BUCKET)).post("/global/v2/vpc/createCluster");
    }

    /** The same, that looks normal because its workers do. */
    public String withNormalWorkers(String version) {
        String cluster = deployed(version);
        TestBus.publish(new WorkerEvent.PoolCreated(
                new PoolSnapshot("pool-" + cluster, "default", cluster, "crn:pool", 2, 2, 2, 1, null)));
        await(cluster, "state", "normal");
        return cluster;
    }

    public Response update(String cluster, String version) {
        return as().body("{\"cluster\": \"%s\", \"version\": \"%s\"}".formatted(cluster, version))
                .post("/global/v2/updateMaster");
    }

    public Response refresh(String cluster) {
        return masterOption("refreshMaster", cluster);
    }

    /** @param wanted as it stands in the body */
    public Response autoUpdate(String cluster, String wanted) {
        return as().body("{\"cluster\": \"%s\", \"autoUpdate\": %s}".formatted(cluster, wanted))
                .post("/global/v2/autoUpdateMaster");
    }

    /** Whatever takes nothing but the cluster. */
    public Response masterOption(String path, String cluster) {
        return as().body("{\"cluster\": \"%s\"}".formatted(cluster)).post("/global/v2/" + path);
    }

    public Response get(String cluster) {
        return as().get("/global/v2/getCluster?cluster=" + cluster + "&v1-compatible");
    }

    public JsonPath read(String cluster) {
        return get(cluster).then().statusCode(200).extract().jsonPath();
    }

    public Response enable(String cluster, FakeKms.Key key) {
        return enable(cluster, key.ref.instanceId(), key.ref.keyId());
    }

    public Response enable(String cluster, String instance, String key) {
        return as().body("""
                        {"cluster": "%s", "instance_id": "%s", "crk_id": "%s", "private_endpoint": false}
                        """.formatted(cluster, instance, key)).post("/global/v2/enableKMS");
    }

    public void enabled(String cluster, FakeKms.Key key) {
        enable(cluster, key).then().statusCode(201);
        Patience.await().until(() -> {
            JsonPath now = read(cluster);
            return now.getBoolean("features.keyProtectEnabled")
                    && "Ready".equals(now.getString("lifecycle.masterStatus"))
                    && key.ref
                            .keyId()
                            .equals(now.getString("features.kms.crkID").toLowerCase(Locale.ROOT));
        });
    }

    public void await(String cluster, String path, String value) {
        Patience.await().until(() -> value.equals(read(cluster).getString(path)));
    }
}
