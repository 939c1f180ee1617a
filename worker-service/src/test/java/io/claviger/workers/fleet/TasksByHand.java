package io.claviger.workers.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.ClusterSnapshot;
import io.claviger.events.KeySnapshot;
import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.cluster.store.ClusterTable;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.sql.Sql;
import io.claviger.workers.task.Step;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.claviger.workers.task.store.TaskTable;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Open work, which a test does by hand: no runner interferes. Each test begins with a pool of one worker that waits for its disk. */
abstract class TasksByHand {

    static final Duration LONG = Duration.ofHours(1);

    @Inject
    TestKms kms;

    @Inject
    Sql sql;

    @Inject
    TaskTable tasks;

    @Inject
    WorkerTable workers;

    @Inject
    PoolTable pools;

    @Inject
    ClusterChanges changes;

    @Inject
    PoolOrders orders;

    @Inject
    ClusterTable clusters;

    @Inject
    @All
    List<Step> steps;

    ClusterSnapshot cluster;
    KeySnapshot key;

    @BeforeEach
    void onePoolOfOneWorker() {
        sql.update("delete from task");
        key = kms.create();
        cluster = Scene.cluster();
        QuarkusTransaction.requiringNew().run(() -> changes.created(cluster, Scene.pool(1, key)));
        run(claimed(TaskKind.OPEN_POOL));
    }

    @AfterEach
    void reachableAgain() {
        kms.unreachable(false);
    }

    KnownCluster known() {
        return clusters.byId(new ClusterId(cluster.clusterId())).orElseThrow();
    }

    void askFor(TaskKind kind) {
        Worker worker = worker();
        QuarkusTransaction.requiringNew().run(() -> tasks.ask(worker.id().value(), worker.pool(), kind));
    }

    Task claimed(TaskKind kind) {
        return claimedFor(LONG, kind);
    }

    Task claimedFor(Duration lease, TaskKind kind) {
        List<Task> claimed = claim(lease);
        assertThat(claimed).extracting(Task::kind).containsExactly(kind);
        return claimed.getFirst();
    }

    List<Task> claim(Duration lease) {
        return tasks.claim(10, lease);
    }

    void run(Task task) {
        steps.stream()
                .filter(step -> step.kind() == task.kind())
                .findFirst()
                .orElseThrow()
                .run(task);
    }

    Pool pool() {
        return sql.first(
                        "select id from pool where cluster_id = ?",
                        row -> new io.claviger.workers.pool.PoolId(row.text("id")),
                        cluster.clusterId())
                .flatMap(pools::byId)
                .orElseThrow();
    }

    Worker worker() {
        return workers.list(new ClusterId(cluster.clusterId()), null, true).getFirst();
    }
}
