package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.events.ClusterSnapshot;
import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import io.claviger.events.Topic;
import io.claviger.testkit.Engines;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The database and the broker go away for a while and come back: nothing is lost, nothing is done twice. */
@QuarkusTest
class OutageTest {

    private static final String NORMAL = "deployed/normal";
    private static final String CRITICAL = "deployed/critical";

    @Inject
    TestKms kms;

    @Test
    void answersThatItCannotAndGoesOnWhenTheDatabaseIsBack() {
        // Given
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = built(key);

        // When
        Engines.current().postgres().stop();
        try {
            Bus.publish(new KeyEvent.Disabled(kms.toState(key, 2)));
            Scene.viewer()
                    .get("/global/v2/getWorkers?cluster=" + cluster.clusterId())
                    .then()
                    .statusCode(503)
                    .body("code", equalTo("E0503"));
        } finally {
            Engines.current().postgres().start();
        }

        // Then
        awaitState(cluster, CRITICAL);
    }

    @Test
    void tellsWhatItDidWhenTheBrokerIsBack() {
        // Given
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = built(key);

        // When
        Engines.current().kafka().stop();
        try {
            Scene.reboot(cluster, Scene.workers(cluster, "default").getFirst());
            await().until(() -> pending(cluster).equals(List.of("")));
        } finally {
            Engines.current().kafka().start();
        }

        // Then
        await().untilAsserted(() -> assertThat(reboots(cluster)).hasSize(1));
        Bus.publish(new KeyEvent.Disabled(kms.toState(key, 2)));
        awaitState(cluster, CRITICAL);
    }

    /** Ids of what was told of reboots: an event may come twice (I3) when its acknowledgement came too late. */
    private static Set<String> reboots(ClusterSnapshot cluster) {
        return Bus.records(Topic.WORKERS.wireName()).stream()
                .filter(record -> cluster.clusterId().equals(record.key())
                        && Bus.header(record, "ce_type").equals("io.claviger.worker.rebooted"))
                .map(record -> Bus.header(record, "ce_id"))
                .collect(Collectors.toSet());
    }

    private static List<String> pending(ClusterSnapshot cluster) {
        return Scene.viewer()
                .get("/global/v2/getWorkers?cluster=" + cluster.clusterId())
                .jsonPath()
                .getList("lifecycle.pendingOperation", String.class);
    }

    private static ClusterSnapshot built(KeySnapshot key) {
        ClusterSnapshot cluster = Scene.cluster();
        Bus.publish(Scene.created(cluster, 1, key));
        awaitState(cluster, NORMAL);
        return cluster;
    }

    private static void awaitState(ClusterSnapshot cluster, String state) {
        await().until(() -> Scene.states(cluster, "default").equals(List.of(state)));
    }
}
