package io.claviger.masters;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.events.KeyEvent;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.CommandedClustersTest;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.TestBus;
import io.claviger.masters.version.DocProfile;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a cluster's version and the document that is followed decide (clusters-api.md 5.5). */
@QuarkusTest
class VersionsTest extends CommandedClustersTest {

    /** S32 */
    @Test
    void registersWhenKmsIsEnabledAgainAfterAnUpdateAndNotBefore() {
        // Given
        String cluster = api.deployed(OLDER);
        FakeKms.Key key = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, key);
        assertThat(key.registrations).isEmpty();

        // When
        api.update(cluster, SHOWING).then().statusCode(204);

        // Then
        api.get(cluster)
                .then()
                .body("masterKubeVersion", equalTo("4.5.18_1521_openshift"))
                .body("lifecycle.masterState", equalTo("deployed"))
                .body("lifecycle.masterStatus", equalTo("Ready"))
                .body("features.kms.serviceToService", equalTo(false));
        assertThat(key.registrations).isEmpty();
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");

        // When
        api.enable(cluster, key).then().statusCode(201);

        // Then
        await().until(() -> api.read(cluster).getBoolean("features.kms.serviceToService")
                && "Ready".equals(api.read(cluster).getString("lifecycle.masterStatus")));
        assertThat(key.registrations).containsExactly(api.read(cluster).getString("crn"));
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        // And from here on it follows the key by itself
        TestBus.publish(new KeyEvent.Rotated(key.rotate()));
        await().until(() -> secrets.keyVersions(cluster).equals(List.of(key.version())));
        api.enable(cluster, key).then().statusCode(409).body("code", equalTo("K0005"));
    }

    /** S34, S82 */
    @Test
    void takesUpARotationOfAnOlderClusterWhenKmsIsEnabledAgain() {
        // Given
        String cluster = api.deployed(OLDER);
        FakeKms.Key key = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, key);
        String before = key.version();
        TestBus.publish(new KeyEvent.Rotated(key.rotate()));
        api.refresh(cluster).then().statusCode(204);
        assertThat(secrets.keyVersions(cluster)).containsExactly(before);

        // When
        api.enable(cluster, key).then().statusCode(201);

        // Then
        await().until(() -> secrets.keyVersions(cluster).equals(List.of(key.version())));
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        assertThat(key.registrations).isEmpty();
    }

    /** S96, S105 */
    @ParameterizedTest
    @CsvSource({OLDER + ", normal, Ready", NEWER + ", normal, Ready", SHOWING + ", warning, disabled"})
    void showsTheKeysStateFromTheVersionOnThatDoes(String version, String state, String status) {
        // Given
        String cluster = api.withNormalWorkers(version);
        FakeKms.Key key = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, key);

        // When
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));

        // Then: whatever it shows, it cannot read
        await().until(() -> keyed.refusal(cluster) != null);
        assertThat(api.read(cluster).getString("state")).isEqualTo(state);
        assertThat(api.read(cluster).getString("lifecycle.masterStatus")).contains(status);

        // When
        TestBus.publish(new KeyEvent.Enabled(key.enter(1)));

        // Then
        await().until(() -> keyed.refusal(cluster) == null);
        assertThat(api.read(cluster).getString("state")).isEqualTo("normal");
    }

    /** S27 */
    @Test
    void refusesAnInstanceThatLimitsTheAddressesOfItsClients() {
        String cluster = api.deployed(SHOWING);
        FakeKms.Key key = kms.newRootKey(api.account);
        kms.restrictAddresses(key.ref.instanceId());

        api.enable(cluster, key)
                .then()
                .statusCode(409)
                .body("code", equalTo("K0011"))
                .body("type", equalTo("KMS"))
                .body("description", containsString(key.ref.instanceId()));
        api.get(cluster)
                .then()
                .body("features.keyProtectEnabled", equalTo(false))
                .body("lifecycle.masterState", equalTo("deployed"))
                .body("lifecycle.masterStatus", equalTo("Ready"));
        assertThat(key.registrations).isEmpty();
    }

    /** S139, S140 */
    @Test
    void offersKmsOnSatelliteInTheDocumentOf2025Only() {
        // Given
        String cluster = onSatellite();
        FakeKms.Key key = kms.newRootKey(api.account);
        profile.documents(DocProfile.OF_2021);

        // Then
        api.enable(cluster, key).then().statusCode(400).body("code", equalTo("K0015"));
        api.get(cluster)
                .then()
                .body("features.keyProtectEnabled", equalTo(false))
                .body("lifecycle.masterStatus", equalTo("Ready"));
        profile.documents(DocProfile.OF_2025);
        api.enabled(cluster, key);
    }

    /** S92 with contract 4.4 */
    @Test
    void givesAClusterOnSatelliteNoKeyOfAnotherAccount() {
        String cluster = onSatellite();
        FakeKms.Key key = kms.newRootKey(ClustersApi.ofNewAccount().account);

        api.as()
                .body("""
                        {"cluster": "%s", "instance_id": "%s", "crk_id": "%s", "account_id": "another"}
                        """.formatted(cluster, key.ref.instanceId(), key.ref.keyId()))
                .post("/global/v2/enableKMS")
                .then()
                .statusCode(400)
                .body("code", equalTo("K0016"))
                .body("type", equalTo("KMS"));
        api.get(cluster).then().body("features.keyProtectEnabled", equalTo(false));
    }

    /** S67 against S68 (C2) */
    @Test
    void envelopesOnlyNewSecretsInTheDocumentOf2021() {
        // Given
        profile.documents(DocProfile.OF_2021);
        String cluster = api.deployed(SHOWING);
        secrets.write(cluster, "early", "marker-2021");

        // When
        api.enabled(cluster, kms.newRootKey(api.account));
        secrets.write(cluster, "late", "marker-2021");

        // Then
        assertThat(secrets.raw(cluster))
                .hasSize(2)
                .filteredOn(row -> row.contains("marker-2021"))
                .hasSize(1);
        assertThat(secrets.read(cluster, "early")).isEqualTo("marker-2021");

        // When it moves on, the former key is let go
        FakeKms.Key second = kms.newRootKey(api.account);
        api.enabled(cluster, second);

        // Then
        assertThat(secrets.keyVersions(cluster)).containsExactly(second.version());
        assertThat(secrets.read(cluster, "late")).isEqualTo("marker-2021");
    }

    private String onSatellite() {
        String id = api.as()
                .body(
                        "{\"name\": \"on-satellite\", \"controller\": \"location-1\", \"kubeVersion\": \"4.17_openshift\"}")
                .post("/global/v2/satellite/createCluster")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        api.await(id, "lifecycle.masterStatus", "Ready");
        return id;
    }
}
