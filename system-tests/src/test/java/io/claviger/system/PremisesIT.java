package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.local.client.Answer;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.client.PublicApi;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cluster under the key of a second key-service, which is run separately, at a URL of its own (S20). */
class PremisesIT {

    private static SecondKms second;

    private final Installation installation = Installation.running();
    private final PublicApi api = installation.apiOfItsOwn();
    private final Clusters clusters = new Clusters(api);

    @BeforeAll
    static void startTheSecond() throws Exception {
        second = SecondKms.start(Installation.running());
    }

    @AfterAll
    static void stopTheSecond() {
        second.close();
    }

    @Test
    void followsAKeyThatOnlyTheSecondHas() {
        // Given
        String instance = second.newInstance();
        Key key = second.newRootKey(instance);
        String cluster = cluster();
        clusters.createSecret(cluster, "early", "a value");
        assertThat(enable(cluster, instance, key, installation.system().url()).status())
                .as("asked of the installation's own key-service")
                .isEqualTo(404);

        // When
        assertThat(enable(cluster, instance, key, second.url()).status()).isEqualTo(201);

        // Then
        Answer enabled = clusters.await(
                cluster,
                "the key to be in force",
                body -> body.at("/features/keyProtectEnabled").asBoolean()
                        && Clusters.READY.equals(
                                body.at("/lifecycle/masterStatus").asText()));
        assertThat(enabled.text("/features/kms/endpoint")).isEqualTo(second.url());
        assertThat(Clusters.password(installation.awaitSecret(cluster, "early", 200)))
                .isEqualTo("a value");
        assertThat(second.call(instance, "GET", "/api/v2/keys/" + key.id() + "/registrations", null)
                        .toString())
                .contains(enabled.text("/crn"));

        // When
        act(instance, key, "disable");

        // Then
        assertThat(installation.awaitSecret(cluster, "early", 403).text("/message"))
                .contains(key.crn(), "disabled (state 2, Suspended)");

        // When
        act(instance, key, "enable");

        // Then
        assertThat(Clusters.password(installation.awaitSecret(cluster, "early", 200)))
                .isEqualTo("a value");
        clusters.delete(cluster);
    }

    private static void act(String instance, Key key, String action) {
        second.call(instance, "POST", "/api/v2/keys/" + key.id() + "/actions/" + action, null);
    }

    private String cluster() {
        String id = clusters.createWithoutWorkers(Installation.name("premises-"));
        clusters.await(
                id,
                "the master to be ready",
                body -> Clusters.READY.equals(body.at("/lifecycle/masterStatus").asText()));
        return id;
    }

    private Answer enable(String cluster, String instance, Key key, String url) {
        return api.call(
                "POST",
                "/global/v1/clusters/" + cluster + "/kms",
                Map.of("instanceID", instance, "crkID", key.id(), "url", url));
    }
}
