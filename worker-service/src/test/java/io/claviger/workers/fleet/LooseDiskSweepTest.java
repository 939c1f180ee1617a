package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.ClusterSnapshot;
import io.claviger.workers.disk.file.SealedFileDisks;
import io.claviger.workers.disk.flow.LooseDisks;
import io.claviger.workers.sql.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Loose disks of a cluster that does not answer, the others', and several replicas that sweep. */
@QuarkusTest
@TestProfile(TasksByHandTest.NoRunner.class)
class LooseDiskSweepTest {

    private static final long SECONDS = 60;

    @Inject
    TestNodeSecrets secrets;

    @Inject
    LooseDisks loose;

    @Inject
    ClusterChanges changes;

    @Inject
    MeterRegistry meters;

    @Inject
    Sql sql;

    private final ClusterSnapshot away = Scene.cluster("classic");
    private final ClusterSnapshot other = Scene.cluster("classic");

    @BeforeEach
    void looseDisksOfTwoClusters() {
        sql.update("delete from loose_disk");
        for (ClusterSnapshot cluster : List.of(away, other)) {
            QuarkusTransaction.requiringNew().run(() -> changes.created(cluster, null));
        }
        letGo(away, "a1", 4);
        letGo(away, "a2", 3);
        letGo(away, "a3", 2);
        letGo(other, "o", 1);
    }

    @AfterEach
    void thereAgain() {
        secrets.hangNoMore();
        secrets.back(away.clusterId());
        sql.update("delete from loose_disk");
    }

    @Test
    void comesToTheOthersAfterOneDiskOfAClusterThatIsAway() {
        // Given
        secrets.away(away.clusterId());

        // When
        assertThat(loose.sweep()).isTrue();
        assertThat(loose.sweep()).isTrue();

        // Then
        assertThat(left()).containsExactly("a1", "a2", "a3");
    }

    @Test
    void sweepsWhatNoOtherReplicaIsAtJustNow() throws Exception {
        // Given
        sql.update("delete from loose_disk where worker_id in ('a2', 'a3')");
        secrets.hang(away.clusterId());
        try (ExecutorService replicas = Executors.newFixedThreadPool(2)) {
            Future<Boolean> hanging = replicas.submit(loose::sweep);
            try {
                await().until(() -> secrets.hanging() == 1);

                // When
                Future<Boolean> first = replicas.submit(loose::sweep);
                Future<Boolean> second = replicas.submit(loose::sweep);

                // Then
                assertThat(first.get(SECONDS, TimeUnit.SECONDS)).isTrue();
                assertThat(second.get(SECONDS, TimeUnit.SECONDS)).isFalse();
            } finally {
                // Before the executor closes, which waits for what hangs.
                secrets.hangNoMore();
            }
            hanging.get(SECONDS, TimeUnit.SECONDS);
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void tellsHowManyThereAreAndSinceWhen() {
        assertThat(meters.get("claviger.workers.disks.loose").gauge().value()).isEqualTo(4);
        assertThat(meters.get("claviger.workers.disks.loose.oldest.seconds")
                        .gauge()
                        .value())
                .isBetween(4 * 3600.0, 5 * 3600.0);
    }

    private void letGo(ClusterSnapshot cluster, String worker, int hoursAgo) {
        sql.update(
                "insert into loose_disk (worker_id, place, cluster_id, not_before, since)"
                        + " values (?, ?, ?, now() - ? * interval '1 hour', now() - ? * interval '1 hour')",
                worker,
                SealedFileDisks.NAME + ":" + worker + ".0123456789abcdef",
                cluster.clusterId(),
                hoursAgo,
                hoursAgo);
    }

    private List<String> left() {
        return sql.list("select worker_id from loose_disk order by worker_id", row -> row.text("worker_id"));
    }
}
