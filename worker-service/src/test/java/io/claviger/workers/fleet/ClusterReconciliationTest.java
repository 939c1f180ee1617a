package io.claviger.workers.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.events.ClusterSnapshot;
import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.cluster.store.ClusterTable;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.PoolState;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.reconciliation.ClusterReconciliation;
import io.claviger.workers.reconciliation.ListUnreachableException;
import io.claviger.workers.sql.Sql;
import io.claviger.workers.task.TaskKind;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events about clusters that never came (I3): what they would have done is done by master-service's list of clusters. */
@QuarkusTest
@TestProfile(TasksByHandTest.NoRunner.class)
class ClusterReconciliationTest {

    @Inject
    ClusterReconciliation reconciliation;

    @Inject
    TestClusterList list;

    @Inject
    ClusterChanges changes;

    @Inject
    ClusterTable clusters;

    @Inject
    PoolTable pools;

    @Inject
    TestKms kms;

    @Inject
    MeterRegistry meters;

    @Inject
    Sql sql;

    private final ClusterSnapshot cluster = Scene.cluster();

    @BeforeEach
    void nothingListed() {
        list.clear();
        sql.update("delete from task");
        sql.update("update cluster_sweep set due_at = now(), after_id = ''");
    }

    @Test
    void ordersThePoolOfAClusterWhoseCreationNeverCame() {
        list.put(cluster, false, Scene.pool(2, kms.create()));

        compareAll();

        assertThat(found(cluster)).isTrue();
        assertThat(pool(cluster).state()).isEqualTo(PoolState.NORMAL);
        assertThat(tasks()).containsExactly(TaskKind.OPEN_POOL.name());
    }

    /** The cluster is known by a later event, whose revision is the one that is listed. */
    @Test
    void ordersAPoolThatIsMissingAndNoneThatWasDeleted() {
        // Given
        QuarkusTransaction.requiringNew().run(() -> changes.changed(cluster));
        list.put(cluster, false, Scene.pool(1, null));

        // When
        compareAll();

        // Then
        assertThat(pool(cluster).state()).isEqualTo(PoolState.NORMAL);

        // When
        sql.update("update pool set actual_state = 'deleted' where cluster_id = ?", cluster.clusterId());
        compareAll();

        // Then
        assertThat(pools.list(id(cluster))).isEmpty();
    }

    @Test
    void takesDownWhatWasInAClusterWhoseDeletionNeverCame() {
        // Given
        created();
        list.put(Scene.revised(cluster, 2, "deleting"), true, Scene.pool(1, null));

        // When
        compareAll();

        // Then
        assertThat(found(cluster)).isFalse();
        assertThat(pool(cluster).state()).isEqualTo(PoolState.DELETING);
        assertThat(tasks()).containsAnyOf(TaskKind.REMOVE.name(), TaskKind.CLOSE_POOL.name());
    }

    /** Missing is not deleted. */
    @Test
    void keepsAClusterThatTheListDoesNotHaveOrThatCannotBeAskedFor() {
        // Given
        created();

        // When
        compareAll();
        list.away();
        sql.update("update cluster_sweep set due_at = now()");
        assertThatThrownBy(reconciliation::step).isInstanceOf(ListUnreachableException.class);

        // Then
        assertThat(found(cluster)).isTrue();
        assertThat(pool(cluster).state()).isEqualTo(PoolState.NORMAL);
    }

    @Test
    void learnsAChangeThatNeverCame() {
        created();
        list.put(Scene.revised(cluster, 5, "warning"), false, Scene.pool(1, null));

        compareAll();

        assertThat(clusters.byId(id(cluster)).orElseThrow().state()).isEqualTo("warning");
    }

    /** Master-service was put back to a backup from before the deletion, or has lost some changes. */
    @Test
    void takesBackAClusterThatMasterServiceHasAgain() {
        // Given
        QuarkusTransaction.requiringNew().run(() -> {
            changes.created(Scene.revised(cluster, 1, "deploying"), null);
            changes.deleted(Scene.revised(cluster, 9, "deleting"));
        });
        list.put(Scene.revised(cluster, 4, "normal"), false, null);

        // When
        compareAll();

        // Then
        assertThat(found(cluster)).isTrue();
        assertThat(clusters.byId(id(cluster)).orElseThrow().revision())
                .as("so that its next events count")
                .isEqualTo(4);
    }

    @Test
    void bringsNothingBackThatWasDeletedWhileTheListWasUnderWay() {
        // Given
        created();
        list.put(cluster, false, null);
        ClusterSnapshot deleted = Scene.revised(cluster, 2, "deleting");
        list.beforeAnswering(() -> {
            QuarkusTransaction.requiringNew().run(() -> changes.deleted(deleted));
            list.put(deleted, true, null);
        });

        // When
        compareAll();

        // Then
        assertThat(found(cluster)).isFalse();
        assertThat(pool(cluster).state()).isEqualTo(PoolState.DELETING);
    }

    @Test
    void goesOnWithThePageThatItCouldNotGetAndRestsAtTheEnd() {
        // Given
        List<ClusterSnapshot> many =
                IntStream.range(0, 501).mapToObj(_ -> Scene.cluster()).toList();
        many.forEach(each -> list.put(each, false, null));

        fiveHoursAgo();

        // When
        assertThat(reconciliation.step()).as("there is another page").isTrue();
        assertThat(sinceAllWereCompared()).as("not all of them yet").isGreaterThanOrEqualTo(5 * 3600.0);
        list.away();
        assertThatThrownBy(reconciliation::step).isInstanceOf(ListUnreachableException.class);
        assertThat(reconciliation.step()).as("not at once").isFalse();
        list.clear();
        many.forEach(each -> list.put(each, false, null));
        sql.update("update cluster_sweep set due_at = now()");
        assertThat(reconciliation.step()).isFalse();

        // Then
        assertThat(many).allMatch(this::found);
        assertThat(sql.first(
                        "select after_id, due_at > now() as rests from cluster_sweep",
                        row -> row.text("after_id") + row.flag("rests")))
                .contains("true");
    }

    @Test
    void tellsSinceWhenItHasNotGotThroughTheList() {
        // Given
        fiveHoursAgo();
        list.away();
        assertThatThrownBy(reconciliation::step).isInstanceOf(ListUnreachableException.class);
        assertThat(sinceAllWereCompared()).isBetween(5 * 3600.0, 6 * 3600.0);

        // When
        list.clear();
        compareAll();

        // Then
        assertThat(sinceAllWereCompared()).isLessThan(3600);
    }

    private void fiveHoursAgo() {
        sql.update("update cluster_sweep set compared_at = now() - interval '5 hours'");
    }

    private double sinceAllWereCompared() {
        return meters.get("claviger.workers.clusters.compared.age.seconds")
                .gauge()
                .value();
    }

    private void created() {
        QuarkusTransaction.requiringNew().run(() -> changes.created(cluster, Scene.pool(1, null)));
    }

    private void compareAll() {
        sql.update("update cluster_sweep set due_at = now(), after_id = ''");
        boolean more = true;
        while (more) {
            more = reconciliation.step();
        }
    }

    private boolean found(ClusterSnapshot snapshot) {
        return clusters.find(snapshot.accountId(), snapshot.clusterId()).isPresent();
    }

    private Pool pool(ClusterSnapshot snapshot) {
        return pools.list(id(snapshot)).getFirst();
    }

    private List<String> tasks() {
        return sql.list(
                "select coalesce(t.then_kind, t.kind) as kind from task t join pool p on p.id = t.pool_id where p.cluster_id = ?",
                row -> row.text("kind"),
                cluster.clusterId());
    }

    private static ClusterId id(ClusterSnapshot snapshot) {
        return new ClusterId(snapshot.clusterId());
    }
}
