package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.events.ClusterSnapshot;
import io.claviger.events.KeySnapshot;
import io.claviger.kit.authorization.ActingService;
import io.claviger.kit.authorization.Authorization;
import io.claviger.kit.authorization.Authorizations;
import io.claviger.kit.authorization.KeyUse;
import io.claviger.kit.authorization.Verdict;
import io.claviger.kit.crn.Crn;
import io.claviger.testkit.TestTokens;
import io.claviger.testkit.service.AccountsWord;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which authorizations an encrypted pool needs, and what happens without each (S118, S119, S120). */
@QuarkusTest
class AuthorizedPoolTest {

    private static final String NORMAL = "deployed/normal";
    private static final String FAILED = "provision_failed/critical";
    private static final String SENTENCE = "Encrypted storage cannot be configured. Review the customer root key"
            + " configuration for the worker pool.";
    private static final String ACCOUNT = TestTokens.ACCOUNT;
    private static final Authorization DELEGATED =
            AccountsWord.reader(ActingService.KUBERNETES, ACCOUNT, "AuthorizationDelegator");

    @Inject
    TestKms kms;

    @Inject
    AccountsWord word;

    @Inject
    Authorizations authorizations;

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
        AtomicInteger orders = new AtomicInteger();
        await().untilAsserted(() -> Scene.orderPool(cluster, "undelegated-" + orders.incrementAndGet(), key)
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
        permit(key, DELEGATED);

        // When
        Scene.orderPool(cluster, "forbidden", key).then().statusCode(201);

        // Then
        await().until(() -> Scene.states(cluster, "forbidden").equals(List.of(FAILED)));
        assertThat(failed(cluster)).containsExactly(Map.entry(SENTENCE, refusal(ACCOUNT)));
        assertThat(madeFor(key)).isTrue();
    }

    @Test
    void buildsNoFurtherWorkerOnceTheProvidersVolumesMayNotUseTheKey() {
        // Given P2, P3, and P4 that was made of it
        ClusterSnapshot cluster = deployed();
        KeySnapshot key = kms.create();
        Authorization own = AccountsWord.reader(ActingService.BLOCK_STORAGE, ACCOUNT);
        permit(key, DELEGATED, own);
        Scene.orderPool(cluster, "own", key).then().statusCode(201);
        await().until(() -> Scene.states(cluster, "own").equals(List.of(NORMAL)));
        assertThat(madeFor(key)).isTrue();

        // When P4 is deleted
        permit(key, DELEGATED, own);
        Scene.operator()
                .body(Map.of("cluster", cluster.clusterId(), "workerpool", "own", "size", 2))
                .post("/global/v2/resizeWorkerPool")
                .then()
                .statusCode(204);

        // Then
        await().untilAsserted(() -> assertThat(Scene.states(cluster, "own")).containsExactlyInAnyOrder(NORMAL, FAILED));
        assertThat(failed(cluster)).containsExactly(Map.entry(SENTENCE, refusal(ActingService.PROVIDER_ACCOUNT)));
    }

    /** Returns when what was permitted before no longer counts as fresh; the provider's block storage is not among these. */
    private void permit(KeySnapshot key, Authorization... these) {
        word.says(ACCOUNT, these);
        KeyUse volumes = KeyUse.of(
                ActingService.BLOCK_STORAGE,
                ActingService.PROVIDER_ACCOUNT,
                Crn.parse(key.crn()).orElseThrow());
        await().until(() -> authorizations.decide(volumes) == Verdict.REFUSED);
    }

    private boolean madeFor(KeySnapshot key) {
        return word.made().stream()
                .anyMatch(made -> made.subjectService().equals(ActingService.BLOCK_STORAGE)
                        && made.subjectAccount().equals(ActingService.PROVIDER_ACCOUNT)
                        && key.instanceId().equals(made.instance()));
    }

    /** Messages of the cluster's workers that could not be built, with their details. */
    private static List<Map.Entry<String, String>> failed(ClusterSnapshot cluster) {
        List<Map<String, String>> lifecycles = Scene.viewer()
                .queryParam("cluster", cluster.clusterId())
                .get("/global/v2/getWorkers")
                .jsonPath()
                .getList("lifecycle.findAll { it.actualState == 'provision_failed' }");
        return lifecycles.stream()
                .map(worker -> Map.entry(worker.get("message"), worker.get("messageDetails")))
                .toList();
    }

    private static String refusal(String volumesOf) {
        return "Root key of the pool was refused: No authorization of the account " + ACCOUNT
                + " lets Cloud Block Storage of account " + volumesOf + " use the key (UNAUTHORIZED_ERR)";
    }

    private static ClusterSnapshot deployed() {
        ClusterSnapshot cluster = Scene.cluster();
        Bus.publish(Scene.created(cluster, 1, null));
        await().until(() -> Scene.states(cluster, "default").equals(List.of(NORMAL)));
        return cluster;
    }
}
