package io.claviger.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.keyclient.kms.Kms.KmsInstance;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Key Protect and Hyper Protect Crypto Services beside each other. */
@QuarkusTest
class ProvidersTest {

    @Inject
    FakeKms kms;

    @Inject
    StoredSecrets secrets;

    @Inject
    Sql sql;

    private final ClustersApi api = ClustersApi.ofNewAccount();

    /** S21, S55, S56 */
    @Test
    void showsAViewerInstancesOfBothAndTheirRootKeysOnly() {
        // Given
        FakeKms.Key protect = kms.newRootKey(api.account);
        FakeKms.Key crypto = kms.newKey(kms.newInstance(api.account, "hs-crypto"), false);
        FakeKms.Key beside = kms.newKey(instanceOf(crypto), false);
        kms.newKey(instanceOf(crypto), true);
        ClustersApi viewer = ClustersApi.withRoles(api.account, Map.of("containers-kubernetes", List.of("Viewer")));

        // Then
        JsonPath instances = viewer.as().get("/global/v2/getKMSInstances").jsonPath();
        assertThat(instances.<Map<String, String>>getList("$"))
                .extracting(one -> one.get("instance_id"), one -> one.get("service"))
                .containsExactlyInAnyOrder(
                        tuple(protect.ref.instanceId(), "kms"), tuple(crypto.ref.instanceId(), "hs-crypto"));
        viewer.as()
                .get("/global/v2/getCRKs?kms_instance=" + crypto.ref.instanceId())
                .then()
                .statusCode(200)
                .body("crk_id", containsInAnyOrder(crypto.ref.keyId(), beside.ref.keyId()));
        // And what is listed can be enabled
        api.enabled(api.deployed("1.32"), beside);
    }

    /** S24, S25 */
    @Test
    void switchesFromOneToTheOther() {
        // Given
        String cluster = api.deployed("4.17_openshift");
        FakeKms.Key protect = kms.newRootKey(api.account);
        FakeKms.Key crypto = kms.newKey(kms.newInstance(api.account, "hs-crypto"), false);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, protect);
        assertThat(api.read(cluster).getString("features.kms.provider")).isEqualTo("kms");

        // When
        api.enabled(cluster, crypto);

        // Then
        JsonPath now = api.read(cluster);
        assertThat(now.getString("features.kms.provider")).isEqualTo("hs-crypto");
        assertThat(now.getString("features.kms.instanceID")).isEqualTo(crypto.ref.instanceId());
        assertThat(now.getBoolean("features.kms.rewritePending")).isFalse();
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        assertThat(secrets.keyVersions(cluster)).containsExactly(crypto.version());
        assertThat(protect.registrations).isEmpty();
    }

    /** S28 */
    @Test
    void enablesNothingBeforeTheMasterIsThere() {
        // Given a cluster whose master is still being built
        String cluster = api.deployed("1.32");
        sql.update("update cluster set life_cycle = 'DEPLOYING' where id = ?", cluster);
        FakeKms.Key key = kms.newRootKey(api.account);

        // Then
        api.enable(cluster, key)
                .then()
                .statusCode(409)
                .body("code", equalTo("E0009"))
                .body("description", containsString("deploying"));
        assertThat(key.registrations).isEmpty();
        assertThat(sql.list("select count(*) from enablement where cluster_id = ?", row -> row.getLong(1), cluster))
                .containsExactly(0L);
        sql.update("update cluster set life_cycle = 'DEPLOYED' where id = ?", cluster);
        api.enabled(cluster, key);
    }

    private KmsInstance instanceOf(FakeKms.Key key) {
        return kms.instance(key.ref.instanceId()).orElseThrow();
    }
}
