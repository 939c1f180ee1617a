package io.claviger.masters;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.events.ClusterEvent;
import io.claviger.events.Topic;
import io.claviger.masters.lifecycle.AutoUpdates;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Updates and refreshes of masters, and what can be turned on and off of them (clusters-api.md 1.3.1). */
@QuarkusTest
class MasterUpkeepTest {

    private static final String SHOWING = "4.5.18_openshift";

    @Inject
    FakeKms kms;

    @Inject
    AutoUpdates autoUpdates;

    @Inject
    Sql sql;

    private ClustersApi api;

    @BeforeEach
    void newAccount() {
        api = ClustersApi.ofNewAccount();
    }

    @Test
    void updatesByBothPathsAndTellsOfIt() {
        String cluster = api.deployed("1.31");

        api.as()
                .body("{\"action\": \"update\", \"force\": true, \"version\": \"1.32\"}")
                .put("/global/v1/clusters/" + cluster)
                .then()
                .statusCode(204);
        api.get(cluster).then().body("masterKubeVersion", equalTo("1.32.7_1557"));
        api.update(cluster, "1.33.3").then().statusCode(204);
        api.update(cluster, "1.33.3_1542").then().statusCode(204);
        api.get(cluster).then().body("masterKubeVersion", equalTo("1.33.3_1542"));
        await().untilAsserted(() -> assertThat(TestBus.read(Topic.CLUSTERS, cluster))
                .map(event -> ((ClusterEvent) event).cluster().version())
                .contains("1.32.7_1557", "1.33.3_1542"));
        api.as()
                .body("{\"action\": \"refresh\"}")
                .put("/global/v1/clusters/" + cluster + "/masters")
                .then()
                .statusCode(204);
    }

    @Test
    void followsToTheNewestPatchOfItsMinorVersionWhenThatIsWanted() {
        // Given
        String cluster = api.deployed("4.4.16_1513_openshift");
        api.get(cluster).then().body("disableAutoUpdate", equalTo(true));

        // When
        api.autoUpdate(cluster, "true").then().statusCode(204);

        // Then
        api.get(cluster)
                .then()
                .body("masterKubeVersion", equalTo("4.4.17_1514_openshift"))
                .body("disableAutoUpdate", equalTo(false));

        // When one is there that was not before
        sql.update("update cluster set version = '4.4.15_1512_openshift' where id = ?", cluster);
        autoUpdates.look();

        // Then
        api.get(cluster).then().body("masterKubeVersion", equalTo("4.4.17_1514_openshift"));

        // When it is turned off
        api.autoUpdate(cluster, "false").then().statusCode(204);
        sql.update("update cluster set version = '4.4.15_1512_openshift' where id = ?", cluster);
        autoUpdates.look();

        // Then
        api.get(cluster)
                .then()
                .body("masterKubeVersion", equalTo("4.4.15_1512_openshift"))
                .body("disableAutoUpdate", equalTo(true));
        api.autoUpdate(cluster, "\"yes\"").then().statusCode(400).body("code", equalTo("E0011"));
        api.autoUpdate(cluster, "null").then().statusCode(400).body("description", containsString("autoUpdate"));
    }

    @Test
    void saysThatItCannotEnforceWhatImagesMustBe() {
        String cluster = api.deployed("1.32");

        api.masterOption("enableImageSecurity", cluster)
                .then()
                .statusCode(400)
                .body("code", equalTo("E0012"))
                .body("description", containsString("not offered"));
        api.masterOption("disableImageSecurity", cluster).then().statusCode(204);
        api.get(cluster).then().body("imageSecurityEnabled", equalTo(false));
    }

    @Test
    void updatesToTheUsualVersionWhenNoneIsNamed() {
        String cluster = api.deployed("4.16_openshift");

        api.update(cluster, "").then().statusCode(204);

        api.get(cluster).then().body("masterKubeVersion", equalTo("4.17.34_1570_openshift"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            4.5_openshift | 4.4.17_openshift | E0011 | older than the master's version 4.5.18_1521_openshift
            4.5_openshift | 1.32             | E0011 | names no version that is offered
            1.32          | 4.17_openshift   | E0011 | names a version of openshift
            1.32          | 0.9              | E0011 | names no version that is offered
            """)
    void refusesAVersionThatNoMasterCanBeBroughtTo(String version, String wanted, String code, String why) {
        String cluster = api.deployed(version);

        api.update(cluster, wanted)
                .then()
                .statusCode(400)
                .body("code", equalTo(code))
                .body("description", containsString("'version'"))
                .body("description", containsString(why));
    }

    @Test
    void neverUpdatesAClusterUnderAKeyToAVersionThatKnowsNone() {
        String cluster = api.deployed("3.11_openshift");
        api.enabled(cluster, kms.newRootKey(api.account));

        api.update(cluster, "4.3_openshift").then().statusCode(400).body("code", equalTo("K0007"));
        api.update(cluster, "4.4_openshift").then().statusCode(204);
    }

    @Test
    void changesNoMasterWhileKmsIsBeingEnabled() {
        // Given
        String cluster = api.deployed(SHOWING);
        FakeKms.Key key = kms.newRootKey(api.account);
        kms.hold(key);
        api.enable(cluster, key).then().statusCode(201);

        // Then
        api.update(cluster, "4.17").then().statusCode(409).body("code", equalTo("K0006"));
        api.refresh(cluster).then().statusCode(409).body("code", equalTo("K0006"));
        kms.letGo(key);
        api.await(cluster, "lifecycle.masterStatus", "Ready");
        api.update(cluster, "4.17").then().statusCode(204);
    }

    @ParameterizedTest
    @CsvSource({"Viewer, 403", "Editor, 403", "Operator, 204", "Administrator, 204"})
    void letsOperatorsChangeMasters(String role, int status) {
        String cluster = api.deployed("1.32");
        ClustersApi someone = ClustersApi.withRoles(api.account, Map.of("containers-kubernetes", List.of(role)));

        someone.refresh(cluster).then().statusCode(status);
        someone.update(cluster, "1.33").then().statusCode(status);
        someone.autoUpdate(cluster, "true").then().statusCode(status);
        int ofAdministrators = role.equals("Administrator") ? 204 : 403;
        someone.masterOption("disableImageSecurity", cluster).then().statusCode(ofAdministrators);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "[]", "{}", "{\"action\": 3}", "{\"action\": \"destroy\"}"})
    void refusesABadAction(String body) {
        String cluster = api.deployed("1.32");

        api.as().body(body).put("/global/v1/clusters/" + cluster).then().statusCode(400);
        api.as()
                .body(body)
                .put("/global/v1/clusters/" + cluster + "/masters")
                .then()
                .statusCode(400)
                .body("code", equalTo("E0011"));
    }
}
