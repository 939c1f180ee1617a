package io.claviger.masters.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What IBM's clients send and expect beyond the plain reading of the API (clusters-api.md 1.10, 1.11). */
@QuarkusTest
class ClientHabitsTest {

    @Inject
    FakeKms kms;

    private final ClustersApi api = ClustersApi.ofNewAccount();

    @Test
    void takesAnEmptyHeaderForAnAbsentOne() {
        // Given, in the default group
        String id = api.as()
                .header("X-Auth-Resource-Group", "")
                .header("X-Auth-Resource-Account", "")
                .body(vpc("empty-headers"))
                .post("/global/v2/vpc/createCluster")
                .then()
                .statusCode(201)
                .extract()
                .path("clusterID");

        // Then
        api.as()
                .header("X-Auth-Resource-Group", "")
                .header("X-Auth-Resource-Account", "")
                .get("/global/v2/getCluster?cluster=" + id + "&v1-compatible")
                .then()
                .statusCode(200)
                .body("id", equalTo(id))
                .body("resourceGroupName", equalTo("Default"));
        api.as()
                .header("X-Auth-Resource-Group", "")
                .get("/global/v2/vpc/getClusters")
                .then()
                .body("id", contains(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?cluster=%s&v1-compatible", "?v1-compatible&cluster=%s"})
    void takesAQueryFlagWithoutAValue(String query) {
        String id = ordered(vpc("flagged"));

        api.as()
                .get("/global/v2/getCluster" + query.formatted(id))
                .then()
                .statusCode(200)
                .body("id", equalTo(id));
    }

    @ParameterizedTest
    @CsvSource({
        "privateSeviceEndpoint, true",
        "privateServiceEndpoint, true",
        "privateSeviceEndpoint, false",
        "privateServiceEndpoint, false"
    })
    void takesThePrivateEndpointOfAClassicOrderInBothSpellings(String field, boolean wanted) {
        String id = classic("\"%s\": %s".formatted(field, wanted))
                .statusCode(201)
                .body("non_critical_errors.items", hasSize(0))
                .body("non_critical_errors.incidentID", not(blankOrNullString()))
                .extract()
                .path("id");

        JsonPath view = api.read(id);
        assertThat(view.getBoolean("serviceEndpoints.privateServiceEndpointEnabled"))
                .isEqualTo(wanted);
        assertThat(view.getBoolean("privateServiceEndpointEnabled")).isEqualTo(wanted);
    }

    /** Terraform reads the first VPC of any list that is there. */
    @Test
    void namesNoVpcsWhereThereAreNone() {
        String onClassic = classic("\"workerNum\": 1").statusCode(201).extract().path("id");
        String onSatellite = api.as()
                .body("{\"name\": \"far\", \"controller\": \"here\", \"workerCount\": 1}")
                .post("/global/v2/satellite/createCluster")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String onVpc = ordered(vpc("near"));

        assertThat(api.read(onClassic).getMap("$")).doesNotContainKey("vpcs");
        assertThat(api.read(onSatellite).getMap("$")).doesNotContainKey("vpcs");
        assertThat(api.read(onVpc).getList("vpcs")).containsExactly("vpc-1");
    }

    @Test
    void showsAHostNameForIngressOnceTheMasterIsThere() {
        String id = api.deployed("1.32");

        api.get(id)
                .then()
                .body("ingress.hostname", not(blankOrNullString()))
                .body("ingressHostname", not(blankOrNullString()))
                .body("lifecycle.masterStatus", equalTo("Ready"));
    }

    @Test
    void answersForLoadBalancersAtBothPaths() {
        String id = classic("\"workerNum\": 1").statusCode(201).extract().path("id");

        for (String path : new String[] {"/v1/alb/clusters/" + id, "/v2/alb/getClusterAlbs?cluster=" + id}) {
            api.as()
                    .get("/global" + path)
                    .then()
                    .statusCode(200)
                    .body("id", equalTo(id))
                    .body("alb", hasSize(0));
        }
        api.as()
                .get("/global/v1/alb/clusters/nobodys")
                .then()
                .statusCode(404)
                .body("description", containsString("The specified cluster could not be found"));
    }

    @Test
    void offersWhatCanBeChosen() {
        ordered(vpc("placed"));

        given().get("/global/v2/getFlavors?zone=z&provider=vpc-gen2")
                .then()
                .statusCode(200)
                .body("name", hasItem("bx2.4x16"))
                .body("provider.unique()", contains("vpc-gen2"));
        given().get("/global/v2/getFlavors").then().body("provider.unique()", hasSize(3));
        given().get("/global/v2/getFlavors?provider=vpc-classic").then().body("$", hasSize(0));
        given().get("/global/v2/getFlavors?provider=moon")
                .then()
                .statusCode(400)
                .body("code", equalTo("E0011"));
        api.as()
                .get("/global/v2/vpc/getVPCs?provider=vpc-gen2")
                .then()
                .statusCode(200)
                .body("id", contains("vpc-1"))
                .body("[0].zones", contains("zone-1"));
        api.as().get("/global/v2/vpc/getVPCs?provider=vpc-classic").then().body("$", hasSize(0));
        for (String path : new String[] {
            "/v2/getQuota", "/v2/vpc/getSubnets?vpc=vpc-1&provider=vpc-gen2&zone=zone-1", "/v1/datacenters/dal10/vlans"
        }) {
            api.as().get("/global" + path).then().statusCode(200).body("$", hasSize(0));
        }
    }

    @Test
    void takesWhatTerraformSetsAboutANetwork() {
        String id = ordered(vpc("networked"));
        String onClassic = classic("\"workerNum\": 1").statusCode(201).extract().path("id");

        network(id, "outbound-traffic-protection", ", \"operation\": \"enable-outbound-protection\"")
                .statusCode(204);
        network(id, "outbound-traffic-protection", ", \"operation\": \"disable-outbound-protection\"")
                .statusCode(204);
        network(id, "secure-by-default/enable", "").statusCode(204);
        network(id, "outbound-traffic-protection", ", \"operation\": \"burn\"")
                .statusCode(400)
                .body("description", containsString("operation"));
        network(onClassic, "secure-by-default/enable", "")
                .statusCode(400)
                .body("description", containsString("not on VPC"));
    }

    @Test
    void refusesAnOrderForDisksInClear() {
        classic("\"diskEncryption\": false").statusCode(400).body("description", containsString("diskEncryption"));
        classic("\"diskEncryption\": true").statusCode(201);
    }

    /** Terraform sends this when the block is taken out of a classic cluster's description. */
    @Test
    void neverReadsAnEmptyKeyAsTurningOff() {
        // Given
        String id = classic("\"workerNum\": 1").statusCode(201).extract().path("id");
        api.await(id, "lifecycle.masterStatus", "Ready");
        FakeKms.Key key = kms.newRootKey(api.account);
        api.enabled(id, key);

        // When
        api.enable(id, "", "").then().statusCode(409).body("code", equalTo("K0012"));

        // Then
        JsonPath view = api.read(id);
        assertThat(view.getBoolean("features.keyProtectEnabled")).isTrue();
        assertThat(view.getString("features.kms.crkID")).isEqualToIgnoringCase(key.ref.keyId());
        assertThat(view.getString("lifecycle.masterStatus")).isEqualTo("Ready");
    }

    @Test
    void saysThatAUrlIsNotPermitted() {
        String id = api.deployed("1.32");
        FakeKms.Key key = kms.newRootKey(api.account);

        legacy(id, UUID.randomUUID().toString(), key.ref.keyId(), "https://kms.elsewhere.test")
                .statusCode(404)
                .body("code", equalTo("K0001"))
                .body("description", startsWith("Could not look up the key management service instance"))
                .body("description", containsString("The URL 'https://kms.elsewhere.test' is not permitted here"));
    }

    /** Its fields are where IBM's Go client looks for them; one that is missing ends that client. */
    @Test
    void givesKubeconfigsThatTheGoClientCanRead() {
        String id = api.deployed("1.32");

        JsonPath kubeconfig = api.as()
                .body("{\"cluster\": \"" + id + "\", \"format\": \"json\"}")
                .post("/global/v2/applyRBACAndGetKubeconfig")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(kubeconfig.getString("users[0].user.auth-provider.config.id-token"))
                .isEqualTo(api.token());
        assertThat(kubeconfig.getMap("users[0].user.auth-provider.config")).containsKey("refresh-token");
        assertThat(kubeconfig.getString("users[0].user.auth-provider.config.idp-issuer-url"))
                .endsWith("/identity");
        api.as()
                .get("/global/v2/getRBACStatus?cluster=" + id)
                .then()
                .body("synchronized", equalTo(true))
                .body("error", equalTo(false))
                .body("message", equalTo(""));
    }

    private static String vpc(String name) {
        return """
                {"disablePublicServiceEndpoint": false, "kubeVersion": "1.32", "podSubnet": "", "provider": "vpc-gen2",
                 "serviceSubnet": "", "name": "%s", "defaultWorkerPoolEntitlement": "", "cosInstanceCRN": "",
                 "workerPool": {"flavor": "bx2.4x16", "vpcID": "vpc-1", "workerCount": 1, "zones": [{"id": "zone-1"}]}}
                """.formatted(name);
    }

    private String ordered(String order) {
        return api.as()
                .body(order)
                .post("/global/v2/vpc/createCluster")
                .then()
                .statusCode(201)
                .body("non_critical_errors.items", hasSize(0))
                .extract()
                .path("clusterID");
    }

    private ValidatableResponse classic(String field) {
        return api.as()
                .body("""
                        {"name": "c%s", "dataCenter": "dal10", "machineType": "b3c.4x16", %s}
                        """.formatted(UUID.randomUUID().toString().substring(0, 8), field))
                .post("/global/v1/clusters")
                .then();
    }

    private ValidatableResponse network(String cluster, String path, String fields) {
        return api.as()
                .body("{\"cluster\": \"%s\"%s}".formatted(cluster, fields))
                .post("/global/network/v2/" + path)
                .then();
    }

    private ValidatableResponse legacy(String cluster, String instance, String key, String url) {
        return api.as()
                .body("""
                        {"crkID": "%s", "instanceID": "%s", "url": "%s", "correlationID": "1", "serviceToService": true}
                        """.formatted(key, instance, url))
                .post("/global/v1/clusters/" + cluster + "/kms")
                .then();
    }
}
