package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.local.client.Answer;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.client.PublicApi;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A cluster of one account under the root key of another, by that account's word and as long as it stands (S92 to S94). */
class CrossAccountIT {

    private final Installation installation = Installation.running();
    private final PublicApi guest = installation.api();
    private final PublicApi owner = installation.otherAccount();
    private final Clusters clusters = installation.clusters();

    @Test
    void livesUnderAnotherAccountsKeyByItsStateUntilTheAuthorizationIsTakenBack() {
        // Given
        guest.login(installation.env("CLAVIGER_API_KEY"));
        String instance = owner.call(
                        "POST", "/v2/resource_instances", Map.of("name", Installation.name("kms-"), "target", "local"))
                .orFail()
                .text("/guid");
        Keys keys = new Keys(owner, instance);
        Key key = keys.create(Installation.name("shared-"));
        String cluster = cluster();
        clusters.createSecret(cluster, "early", "a value");
        Answer unauthorized = enable(cluster, instance, key);
        assertThat(unauthorized.status()).isEqualTo(403);
        assertThat(unauthorized.text("/code")).isEqualTo("K0009");

        // When
        String policy = authorize(instance);

        // Then
        assertThat(enable(cluster, instance, key).status()).isEqualTo(201);
        clusters.await(
                cluster,
                "the key to be in force",
                body -> body.at("/features/keyProtectEnabled").asBoolean()
                        && Clusters.READY.equals(
                                body.at("/lifecycle/masterStatus").asText()));
        assertThat(Clusters.password(installation.awaitSecret(cluster, "early", 200)))
                .isEqualTo("a value");
        String myAccount = clusters.get(cluster).orFail().text("/crn");
        assertThat(keys.registrations(key).body().toString()).contains(myAccount);
        assertThat(guest.kms(instance, "POST", "/api/v2/keys/" + key.id() + "/actions/disable", null)
                        .status())
                .isEqualTo(401);
        assertThat(clusters.secret(cluster, "early").status()).isEqualTo(200);

        // When
        keys.act(key, "disable");

        // Then
        assertThat(installation.awaitSecret(cluster, "early", 403).text("/message"))
                .contains(key.crn(), "disabled (state 2, Suspended)");

        // When
        keys.act(key, "enable");

        // Then
        installation.awaitSecret(cluster, "early", 200);

        // When
        assertThat(owner.call("DELETE", "/v1/policies/" + policy, null).status())
                .isEqualTo(204);

        // Then
        assertThat(installation.awaitSecret(cluster, "early", 403).text("/message"))
                .contains("not authorized", "/v1/policies");

        // When
        authorize(instance);

        // Then
        installation.awaitSecret(cluster, "early", 200);
        clusters.delete(cluster);
    }

    private String cluster() {
        String id = clusters.createWithoutWorkers(Installation.name("guest-"));
        clusters.await(
                id,
                "the master to be ready",
                body -> Clusters.READY.equals(body.at("/lifecycle/masterStatus").asText()));
        return id;
    }

    private Answer enable(String cluster, String instance, Key key) {
        return guest.call(
                "POST",
                "/global/v2/enableKMS",
                Map.of(
                        "cluster",
                        cluster,
                        "instance_id",
                        instance,
                        "crk_id",
                        key.id(),
                        "private_endpoint",
                        false,
                        "account_id",
                        Installation.OTHER_ACCOUNT));
    }

    private String authorize(String instance) {
        return owner.call(
                        "POST",
                        "/v1/policies",
                        Map.of(
                                "type",
                                "authorization",
                                "subjects",
                                List.of(attributes(
                                        "accountId",
                                        installation.env("CLAVIGER_ACCOUNT_ID"),
                                        "serviceName",
                                        "containers-kubernetes")),
                                "roles",
                                List.of(Map.of("role_id", "crn:v1:bluemix:public:iam::::serviceRole:Reader")),
                                "resources",
                                List.of(attributes("serviceName", "kms", "serviceInstance", instance))))
                .orFail()
                .text("/id");
    }

    private static Map<String, Object> attributes(String name, String value, String second, String secondValue) {
        return Map.of(
                "attributes",
                List.of(Map.of("name", name, "value", value), Map.of("name", second, "value", secondValue)));
    }
}
