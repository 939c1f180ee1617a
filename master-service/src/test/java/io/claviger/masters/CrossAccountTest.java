package io.claviger.masters;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.events.PoolSnapshot;
import io.claviger.events.WorkerEvent;
import io.claviger.masters.keyright.KeyRightWatch;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.claviger.masters.support.TestBus;
import io.claviger.testkit.service.AccountsWord;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose keys a cluster may hang from, and by whose word (S13, S52-S54, S92, S93). */
@QuarkusTest
class CrossAccountTest {

    private static final String KUBERNETES = "containers-kubernetes";
    private static final String VERSION = "4.17_openshift";

    @Inject
    FakeKms kms;

    @Inject
    StoredSecrets secrets;

    @Inject
    AccountsWord word;

    @Inject
    KeyRightWatch rights;

    private final ClustersApi api = ClustersApi.ofNewAccount();

    @Test
    void hangsFromAnotherAccountsKeyAsLongAsThatAccountPermitsIt() {
        // Given
        String owner = UUID.randomUUID().toString().replace("-", "");
        FakeKms.Key key = kms.newRootKey(owner);
        String cluster = api.deployed(VERSION);
        TestBus.publish(new WorkerEvent.PoolCreated(
                new PoolSnapshot("pool-" + cluster, "default", cluster, "crn:pool", 2, 2, 2, 1, null)));
        secrets.write(cluster, "early", "a value");
        enableFrom(owner, cluster, key)
                .then()
                .statusCode(403)
                .body("code", equalTo("K0009"))
                .body("description", containsString("No authorization of the account " + owner));

        // When
        word.says(owner, AccountsWord.reader(KUBERNETES, api.account));

        // Then
        enableFrom(owner, cluster, key).then().statusCode(201);
        await().until(() -> "Ready".equals(api.read(cluster).getString("lifecycle.masterStatus"))
                && owner.equals(api.read(cluster).getString("features.kms.accountID")));
        assertThat(secrets.read(cluster, "early")).isEqualTo("a value");
        assertThat(key.registrations).singleElement().asString().contains("a/" + api.account);

        // When: the owner of the key changes his mind, and somebody else's right does not help
        word.says(owner, AccountsWord.reader(KUBERNETES, owner));

        // Then
        await().until(() -> refusal(cluster) != null);
        assertThat(refusal(cluster))
                .isInstanceOf(KeyUnavailable.Suspended.class)
                .hasMessageContaining("not authorized for the Kubernetes Service of account " + api.account)
                .hasMessageContaining("/v1/policies");
        api.as()
                .get("/clusters/" + cluster + "/api/v1/secrets")
                .then()
                .statusCode(403)
                .body("details.causes[0].reason", equalTo("KeyNotAuthorized"));
        api.enable(cluster, kms.newRootKey(api.account))
                .then()
                .statusCode(409)
                .body("code", equalTo("K0004"))
                .body("description", containsString("/v1/policies"));
        awaitHealth(cluster, "warning", "POST /v1/policies");
        assertThat(api.read(cluster).getString("lifecycle.masterStatus")).contains(key.ref.crn(), "authorized");

        // When
        word.says(owner, AccountsWord.reader(KUBERNETES, api.account));

        // Then
        await().until(() -> refusal(cluster) == null);
        assertThat(secrets.read(cluster, "early")).isEqualTo("a value");
        awaitHealth(cluster, "normal", "Ready");
    }

    @Test
    void makesTheAuthorizationOfItsOwnAccountOnceAndRepairsItByEnablingAgain() throws Exception {
        // Given
        word.says(api.account);
        String cluster = api.deployed(VERSION);
        TestBus.publish(new WorkerEvent.PoolCreated(
                new PoolSnapshot("pool-" + cluster, "default", cluster, "crn:pool", 2, 2, 2, 1, null)));
        FakeKms.Key key = kms.newRootKey(api.account);

        // When
        api.enabled(cluster, key);

        // Then
        assertThat(word.of(api.account)).singleElement().satisfies(made -> {
            assertThat(made.subjectService()).isEqualTo(KUBERNETES);
            assertThat(made.subjectAccount()).isEqualTo(api.account);
            assertThat(made.instance()).isEqualTo(key.ref.instanceId());
            assertThat(made.roles()).containsExactly("Reader");
        });
        api.enable(cluster, key).then().statusCode(409).body("code", equalTo("K0005"));
        assertThat(word.of(api.account)).hasSize(1);

        // When
        word.says(api.account);
        awaitHealth(cluster, "warning", "enable the key management service with this root key again");
        await().until(() -> api.enable(cluster, key).statusCode() == 201);

        // Then its health is right again with the answer
        assertThat(api.read(cluster).getString("state")).isEqualTo("normal");
        assertThat(api.read(cluster).getString("lifecycle.masterStatus")).isEqualTo("Ready");
        assertThat(word.of(api.account)).hasSize(1);
        secrets.write(cluster, "after", "a value");
        assertThat(secrets.read(cluster, "after")).isEqualTo("a value");
    }

    private void awaitHealth(String cluster, String state, String status) {
        await().untilAsserted(() -> {
            rights.look();
            assertThat(api.read(cluster).getString("state")).isEqualTo(state);
            assertThat(api.read(cluster).getString("lifecycle.masterStatus")).contains(status);
        });
    }

    private Response enableFrom(String account, String cluster, FakeKms.Key key) {
        return api.as()
                .body("""
                        {"cluster": "%s", "instance_id": "%s", "crk_id": "%s", "account_id": "%s"}
                        """.formatted(cluster, key.ref.instanceId(), key.ref.keyId(), account))
                .post("/global/v2/enableKMS");
    }

    private @Nullable KeyUnavailable refusal(String cluster) {
        return catchThrowableOfType(KeyUnavailable.class, () -> secrets.read(cluster, "early"));
    }
}
