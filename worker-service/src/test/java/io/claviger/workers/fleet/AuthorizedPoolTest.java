package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.events.ClusterSnapshot;
import io.claviger.events.KeySnapshot;
import io.claviger.kit.authorization.ActingService;
import io.claviger.testkit.TestTokens;
import io.claviger.testkit.service.AccountsWord;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which authorizations an encrypted pool needs, and what happens without each (S118, S119, S120). */
@QuarkusTest
class AuthorizedPoolTest {

    private static final String ACCOUNT = TestTokens.ACCOUNT;

    @Inject
    TestKms kms;

    @Inject
    AccountsWord word;

    @AfterEach
    void everybodyAgain() {
        word.saysNothing(ACCOUNT);
    }

    @Test
    void takesNoOrderWithoutAccessThatCanBePassedOn() {
        // Given
        ClusterSnapshot cluster = deployed();
        KeySnapshot key = kms.create();
        word.says(ACCOUNT, AccountsWord.reader(ActingService.KUBERNETES, ACCOUNT));

        // Then: permitted to others by now, but at most for as long as an answer counts as fresh
        await().untilAsserted(() -> Scene.operator()
                .body(order(cluster, "undelegated", key))
                .post("/global/v2/vpc/createWorkerPool")
                .then()
                .statusCode(403)
                .body("code", equalTo("K0009"))
                .body("description", containsString("delegate that access")));
    }

    @Test
    void buildsNoWorkerThatBlockStorageMayNotBuild() {
        // Given: P2, but not P3
        ClusterSnapshot cluster = deployed();
        KeySnapshot key = kms.create();
        word.says(ACCOUNT, AccountsWord.reader(ActingService.KUBERNETES, ACCOUNT, "AuthorizationDelegator"));
        await().until(() -> Scene.operator()
                        .body(order(cluster, "p" + System.nanoTime(), key))
                        .post("/global/v2/vpc/createWorkerPool")
                        .statusCode()
                == 201);

        // Then
        await().until(() -> states(cluster).stream().anyMatch(state -> state.startsWith("provision_failed")));
        assertThat(word.made())
                .anyMatch(made -> made.subjectService().equals(ActingService.BLOCK_STORAGE)
                        && made.subjectAccount().equals(ActingService.PROVIDER_ACCOUNT)
                        && key.instanceId().equals(made.instance()));
    }

    private static List<String> states(ClusterSnapshot cluster) {
        List<String> actual = Scene.viewer()
                .queryParam("cluster", cluster.clusterId())
                .get("/global/v2/getWorkers")
                .jsonPath()
                .getList("lifecycle.actualState", String.class);
        return actual == null ? List.of() : actual;
    }

    private static ClusterSnapshot deployed() {
        ClusterSnapshot cluster = Scene.cluster();
        Bus.publish(Scene.created(cluster, 1, null));
        await().until(() -> Scene.states(cluster, "default").equals(List.of("deployed/normal")));
        return cluster;
    }

    private static String order(ClusterSnapshot cluster, String name, KeySnapshot key) {
        return """
                {"cluster":"%s","name":"%s","flavor":"bx2.4x16","workerCount":1,"zones":[{"id":"local-1"}],
                 "workerVolumeEncryption":{"kmsInstanceID":"%s","workerVolumeCRKID":"%s"}}""".formatted(cluster.clusterId(), name, key.instanceId(), key.keyId());
    }
}
