package io.claviger.masters;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The main job of this service on the real broker and database, with key-service behind its port. */
@QuarkusTest
class KmsStoryTest {

    @Inject
    FakeKms kms;

    @Inject
    StoredSecrets secrets;

    @Test
    void envelopesWhatWasReadableBeforeEnablement() {
        // Given
        ClustersApi api = ClustersApi.ofNewAccount();
        String cluster = api.deployed("1.32");
        secrets.write(cluster, "early", "marker-8531");
        assertThat(secrets.raw(cluster)).anyMatch(row -> row.contains("marker-8531"));
        FakeKms.Key key = kms.newRootKey(api.account);

        // When
        api.enabled(cluster, key);

        // Then
        assertThat(secrets.raw(cluster)).noneMatch(row -> row.contains("marker-8531"));
        assertThat(secrets.read(cluster, "early")).isEqualTo("marker-8531");
        JsonPath now = api.read(cluster);
        assertThat(now.getString("lifecycle.masterState")).isEqualTo("deployed");
        assertThat(now.getString("features.kms.crkVersion")).isEqualTo(key.version());
        assertThat(key.registrations).containsExactly(now.getString("crn"));
    }
}
