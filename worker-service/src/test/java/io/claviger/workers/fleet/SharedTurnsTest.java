package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.ClusterSnapshot;
import io.claviger.workers.sql.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cluster whose root key is kept by a service that hangs, and the others. */
@QuarkusTest
class SharedTurnsTest {

    /** What {@code TaskConfig.parallel} leaves to one cluster, with the tests' settings. */
    private static final int MOST = 3;

    @Inject
    TestNodeSecrets secrets;

    @Inject
    Sql sql;

    @AfterEach
    void goOn() {
        secrets.hangNoMore();
    }

    @Test
    void leavesATurnForOthersWhileAllTasksOfOneClusterHang() {
        // Given
        ClusterSnapshot hanging = built(MOST + 1);
        ClusterSnapshot other = built(1);
        secrets.hang(hanging.clusterId());
        Scene.workers(hanging, "default").forEach(worker -> Scene.reboot(hanging, worker));
        await().until(() -> secrets.hanging() == MOST);

        // When
        String worker = Scene.workers(other, "default").getFirst();
        Scene.reboot(other, worker);

        // Then
        await().until(() -> sql.first("select 1 from task where subject = ?", row -> Boolean.TRUE, worker)
                .isEmpty());
        // Its task is younger than the one of the hanging cluster that found no turn.
        assertThat(secrets.hanging()).isEqualTo(MOST);
        secrets.hangNoMore();
        await().until(() -> Scene.states(hanging, "default").equals(Collections.nCopies(MOST + 1, "deployed/normal")));
    }

    private static ClusterSnapshot built(int workers) {
        ClusterSnapshot cluster = Scene.cluster("classic");
        Bus.publish(Scene.created(cluster, workers, null));
        await().until(() -> Scene.states(cluster, "default").equals(Collections.nCopies(workers, "deployed/normal")));
        return cluster;
    }
}
