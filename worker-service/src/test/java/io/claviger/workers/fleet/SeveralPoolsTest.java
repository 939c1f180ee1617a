package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.claviger.events.ClusterSnapshot;
import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Pools of one cluster, each with a root key of its own, another's, or none (S122, S124, S133). */
@QuarkusTest
class SeveralPoolsTest {

    private static final String NORMAL = "deployed/normal";
    private static final String CRITICAL = "deployed/critical";

    @Inject
    TestKms kms;

    @Test
    void leavesAFurtherPoolWithoutTheKeyThatCameWithTheCluster() {
        // Given
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = built(key);

        // When
        order(cluster, "second", null);

        // Then
        Scene.viewer()
                .queryParam("cluster", cluster.clusterId())
                .queryParam("workerpool", "second")
                .get("/global/v2/vpc/getWorkerPool")
                .then()
                .statusCode(200)
                .body("encryption", equalTo("provider_managed"))
                .body("workerVolumeEncryption", nullValue())
                .body("rootKey", nullValue());
        assertThat(Scene.disks(cluster, "second"))
                .singleElement()
                .satisfies(disk -> assertThat(disk)
                        .containsEntry("encryption", "provider_managed")
                        .doesNotContainKey("encryptionKey"));
        assertThat(kms.registrations(key)).hasSize(1);
    }

    @Test
    void losesThePoolsUnderAKeyWithItAndNoOthers() {
        // Given
        KeySnapshot key = kms.create();
        KeySnapshot beside = kms.createBeside(key);
        ClusterSnapshot cluster = built(key);
        order(cluster, "same-key", key);
        order(cluster, "same-instance", beside);
        order(cluster, "elsewhere", kms.create());

        // When
        Bus.publish(new KeyEvent.Disabled(kms.toState(key, 2)));

        // Then
        awaitState(cluster, "default", CRITICAL);
        awaitState(cluster, "same-key", CRITICAL);
        assertThat(Scene.states(cluster, "same-instance")).containsExactly(NORMAL);
        assertThat(Scene.states(cluster, "elsewhere")).containsExactly(NORMAL);

        // When
        Bus.publish(new KeyEvent.Deleted(kms.toState(beside, 5)));

        // Then
        awaitState(cluster, "same-instance", CRITICAL);
        assertThat(Scene.states(cluster, "elsewhere")).containsExactly(NORMAL);
    }

    private static ClusterSnapshot built(KeySnapshot key) {
        ClusterSnapshot cluster = Scene.cluster();
        Bus.publish(Scene.created(cluster, 1, key));
        awaitState(cluster, "default", NORMAL);
        return cluster;
    }

    private static void order(ClusterSnapshot cluster, String name, @Nullable KeySnapshot key) {
        Scene.orderPool(cluster, name, key).then().statusCode(201);
        awaitState(cluster, name, NORMAL);
    }

    private static void awaitState(ClusterSnapshot cluster, String pool, String state) {
        await().until(() -> Scene.states(cluster, pool).equals(List.of(state)));
    }
}
