package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.events.ClusterSnapshot;
import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.cluster.store.ClusterTable;
import io.claviger.workers.disk.flow.LooseDisks;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.sql.Sql;
import io.claviger.workers.task.ClaimLostException;
import io.claviger.workers.task.Step;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.claviger.workers.task.store.TaskTable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a kill at any instant, a slow replica and an order in between do to open work (I9); no runner interferes. */
@QuarkusTest
@TestProfile(TasksByHandTest.NoRunner.class)
class TasksByHandTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    MeterRegistry meters;

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
    WorkerOrders workerOrders;

    @Inject
    ClusterTable clusters;

    @Inject
    TestNodeSecrets secrets;

    @Inject
    LooseDisks loose;

    @Inject
    @All
    List<Step> steps;

    private ClusterSnapshot cluster;
    private KeySnapshot key;

    public static class NoRunner implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("claviger.workers.tasks.runner", "false", "claviger.keys.reaction.runner", "false");
        }
    }

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

    @Test
    void takesOverWhatADeadReplicaHadClaimed() {
        // Given
        claim(Duration.ZERO);

        // When
        run(claimed(TaskKind.PROVISION));

        // Then
        assertThat(worker().state()).isEqualTo(WorkerState.DEPLOYED);
        assertThat(claim(LONG)).isEmpty();
    }

    @Test
    void finishesWhatWasCutOffAfterTheDiskWasMade() {
        // Given
        Task first = claimedFor(Duration.ZERO, TaskKind.PROVISION);
        sql.update("update task set claim = claim + 1");
        assertThatThrownBy(() -> run(first)).isInstanceOf(ClaimLostException.class);
        assertThat(worker().state()).isEqualTo(WorkerState.PROVISIONING);

        // When
        run(claimed(TaskKind.PROVISION));

        // Then
        assertThat(worker().state()).isEqualTo(WorkerState.DEPLOYED);
    }

    @Test
    void commitsNothingOfASlowReplicaWhoseClaimRanOut() {
        // Given
        Task slow = claimedFor(Duration.ZERO, TaskKind.PROVISION);
        run(claimed(TaskKind.PROVISION));
        Worker before = worker();

        // When
        assertThatThrownBy(() -> run(slow)).isInstanceOf(ClaimLostException.class);

        // Then
        assertThat(worker()).isEqualTo(before);
    }

    @Test
    void removesAfterTheRunningProvisioningAndLeavesNothingBehind() {
        // Given
        Task running = claimed(TaskKind.PROVISION);
        QuarkusTransaction.requiringNew().run(() -> orders.remove(pool().id(), "test"));
        assertThat(claim(LONG)).as("the removal waits for the provisioning").isEmpty();

        // When
        run(running);

        // Then
        assertThat(worker().state()).isEqualTo(WorkerState.DELETING);
        run(claimed(TaskKind.REMOVE));
        assertThat(worker().state()).isEqualTo(WorkerState.DELETED);
        run(claimed(TaskKind.CLOSE_POOL));
        assertThat(kms.registrations(key)).isEmpty();
        assertThat(sql.list(
                        "select worker_id from disk where worker_id = ?",
                        row -> 1,
                        worker().id().value()))
                .isEmpty();
    }

    @Test
    void doesNotReviveAWorkerThatIsTakenDownAsItsProvisioningBegins() throws Exception {
        // Given
        Task provisioning = claimed(TaskKind.PROVISION);

        // When
        try (ExecutorService replica = Executors.newSingleThreadExecutor()) {
            Future<?> begun = QuarkusTransaction.requiringNew().call(() -> {
                orders.remove(pool().id(), "test");
                Future<?> started = replica.submit(() -> run(provisioning));
                await().pollInSameThread().atMost(PATIENCE).until(this::somebodyWaitsForThisTransaction);
                return started;
            });
            begun.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        // Then
        assertThat(worker().state()).isEqualTo(WorkerState.DELETING);
        run(claimed(TaskKind.REMOVE));
        assertThat(worker().state()).isEqualTo(WorkerState.DELETED);
    }

    @Test
    void putsNothingInThePlaceOfARemoval() {
        // Given
        Task provisioning = claimed(TaskKind.PROVISION);
        QuarkusTransaction.requiringNew().run(() -> orders.remove(pool().id(), "test"));

        // When
        askFor(TaskKind.PROVISION);

        // Then
        run(provisioning);
        Task removal = claimed(TaskKind.REMOVE);
        askFor(TaskKind.REBOOT);
        run(removal);
        claimed(TaskKind.CLOSE_POOL);
    }

    @Test
    void startsOverWhenTheKeyWasRotatedWhileThePassphraseWasWrapped() {
        // Given
        Task provisioning = claimed(TaskKind.PROVISION);
        sql.update("update bound_key set version_id = 'a-newer-one' where crn = ?", key.crn());

        // When
        assertThatThrownBy(() -> run(provisioning)).isInstanceOf(KeyRotatedMeanwhileException.class);

        // Then
        assertThat(worker().state()).isEqualTo(WorkerState.PROVISIONING);
        assertThat(sql.list(
                        "select worker_id from disk where worker_id = ?",
                        row -> 1,
                        worker().id().value()))
                .isEmpty();
    }

    @Test
    void countsADiskAsClosedWhenTheKeyWasLostWhileItWasOpened() {
        // Given
        run(claimed(TaskKind.PROVISION));
        Pool pool = pool();
        QuarkusTransaction.requiringNew().run(() -> tasks.ask(worker().id().value(), pool.id(), TaskKind.REBOOT));
        sql.update("update bound_key set epoch = epoch + 1 where crn = ?", key.crn());
        Task reboot = claimed(TaskKind.REBOOT);

        // When
        kms.beforeNextUnwrap(() -> sql.update("update bound_key set epoch = epoch + 1 where crn = ?", key.crn()));
        run(reboot);

        // Then
        assertThat(Scene.states(cluster, "default")).containsExactly("deployed/critical");
    }

    @Test
    void saysNothingOfARebootThatAnotherReplicaFinished() {
        // Given
        run(claimed(TaskKind.PROVISION));
        askFor(TaskKind.REBOOT);
        Task slow = claimedFor(Duration.ZERO, TaskKind.REBOOT);

        // When
        Counter refused = meters.get("claviger.workers.disks.refused")
                .tag("reason", "KeyServiceUnreachable")
                .counter();
        double before = refused.count();
        kms.beforeNextUnwrap(() -> {
            run(claimed(TaskKind.REBOOT));
            kms.unreachable(true);
        });
        assertThatThrownBy(() -> run(slow)).isInstanceOf(KmsUnreachableException.class);

        // Then
        assertThat(refused.count()).isEqualTo(before + 1);
        assertThat(Scene.states(cluster, "default")).containsExactly("deployed/normal");
    }

    @Test
    void saysNothingOfAProvisioningThatAnotherReplicaFinished() {
        // Given
        Task slow = claimedFor(Duration.ZERO, TaskKind.PROVISION);

        // When
        kms.beforeNextWrap(() -> {
            run(claimed(TaskKind.PROVISION));
            kms.unreachable(true);
        });
        assertThatThrownBy(() -> run(slow)).isInstanceOf(KmsUnreachableException.class);

        // Then
        assertThat(worker().state()).isEqualTo(WorkerState.DEPLOYED);
        assertThat(worker().message()).isNull();
    }

    @Test
    void leavesTheDiskOfAFinishedWorkerToIt() throws IOException {
        // Given
        onePoolWithoutAKey();
        Task slow = claimedFor(Duration.ZERO, TaskKind.PROVISION);

        // When
        secrets.beforeNextKeep(() -> run(claimed(TaskKind.PROVISION)));
        assertThatThrownBy(() -> run(slow)).isInstanceOf(ClaimLostException.class);

        // Then
        hasOneDiskThatOpens();
    }

    @Test
    void leavesTheDiskOfAReloadedWorkerToIt() throws IOException {
        // Given
        onePoolWithoutAKey();
        run(claimed(TaskKind.PROVISION));
        QuarkusTransaction.requiringNew().run(() -> workerOrders.reload(worker(), known(), false));
        Task slow = claimedFor(Duration.ZERO, TaskKind.RELOAD);

        // When
        secrets.beforeNextKeep(() -> run(claimed(TaskKind.RELOAD)));
        assertThatThrownBy(() -> run(slow)).isInstanceOf(ClaimLostException.class);

        // Then
        hasOneDiskThatOpens();
    }

    @Test
    void leavesNothingOfAProvisioningThatWasOvertakenByARemoval() throws IOException {
        // Given
        onePoolWithoutAKey();
        Task slow = claimedFor(Duration.ZERO, TaskKind.PROVISION);

        // When
        secrets.beforeNextKeep(() -> {
            run(claimed(TaskKind.PROVISION));
            QuarkusTransaction.requiringNew().run(() -> orders.remove(pool().id(), "test"));
            run(claimed(TaskKind.REMOVE));
        });
        assertThatThrownBy(() -> run(slow)).isInstanceOf(ClaimLostException.class);

        // Then
        String worker = worker().id().value();
        assertThat(worker().state()).isEqualTo(WorkerState.DELETED);
        assertThat(Volumes.of(worker)).isEmpty();
        assertThat(secrets.names(worker)).isEmpty();
        assertThat(looseDisks()).isZero();
    }

    @Test
    void destroysWhatATryLeftThatWasCutOff() throws IOException {
        // Given
        onePoolWithoutAKey();
        Task first = claimedFor(Duration.ZERO, TaskKind.PROVISION);
        secrets.beforeNextKeep(() -> {
            throw new IllegalStateException("killed");
        });
        assertThatThrownBy(() -> run(first)).hasMessage("killed");
        sweep();
        assertThat(looseDisks()).as("the try may still be at work").isEqualTo(1);

        // When
        run(claimed(TaskKind.PROVISION));

        // Then
        hasOneDiskThatOpens();
    }

    @Test
    void triesAgainToDestroyWhatTheClusterDidNotLetGo() throws IOException {
        // Given
        onePoolWithoutAKey();
        run(claimed(TaskKind.PROVISION));
        String former = Volumes.of(worker().id().value()).getFirst();
        QuarkusTransaction.requiringNew().run(() -> workerOrders.reload(worker(), known(), false));
        Task reload = claimed(TaskKind.RELOAD);
        secrets.refuseToDrop(true);
        run(reload);
        assertThat(secrets.names(worker().id().value())).hasSize(2);
        assertThat(Volumes.of(worker().id().value())).doesNotContain(former);

        // When
        secrets.refuseToDrop(false);
        sql.update("update loose_disk set not_before = now()");
        sweep();

        // Then
        hasOneDiskThatOpens();
    }

    @Test
    void refusesTheClaimOfAFormerTaskForALaterOne() {
        // Given
        Task slow = claimedFor(Duration.ZERO, TaskKind.PROVISION);
        run(claimed(TaskKind.PROVISION));
        askFor(TaskKind.REBOOT);
        claimed(TaskKind.REBOOT);

        // When, Then
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> tasks.finish(slow)))
                .isInstanceOf(ClaimLostException.class);
    }

    @Test
    void takesBackARegistrationThatCameAfterThePoolsEnd() {
        // Given
        run(claimed(TaskKind.PROVISION));
        cluster = Scene.cluster();
        QuarkusTransaction.requiringNew().run(() -> changes.created(cluster, Scene.pool(1, key)));
        Task slow = claimedFor(Duration.ZERO, TaskKind.OPEN_POOL);

        // When
        kms.beforeNextRegister(() -> {
            run(claimed(TaskKind.OPEN_POOL));
            QuarkusTransaction.requiringNew().run(() -> orders.remove(pool().id(), "test"));
            run(claimed(TaskKind.REMOVE));
            run(claimed(TaskKind.CLOSE_POOL));
        });
        assertThatThrownBy(() -> run(slow)).isInstanceOf(ClaimLostException.class);

        // Then
        assertThat(kms.registrations(key))
                .doesNotContain(pools.byId(pool().id()).orElseThrow().crn());
    }

    private void onePoolWithoutAKey() {
        sql.update("delete from task");
        cluster = Scene.cluster("classic");
        QuarkusTransaction.requiringNew().run(() -> changes.created(cluster, Scene.pool(1, null)));
    }

    private void hasOneDiskThatOpens() throws IOException {
        String worker = worker().id().value();
        assertThat(Volumes.of(worker)).hasSize(1);
        assertThat(secrets.names(worker)).hasSize(1);
        assertThat(looseDisks()).isZero();
        askFor(TaskKind.REBOOT);
        run(claimed(TaskKind.REBOOT));
        assertThat(Scene.states(cluster, "default")).containsExactly("deployed/normal");
    }

    private void sweep() {
        await().pollInSameThread().atMost(PATIENCE).until(() -> !loose.sweep());
    }

    private long looseDisks() {
        return sql.first(
                        "select count(*) as n from loose_disk where worker_id = ?",
                        row -> row.number("n"),
                        worker().id().value())
                .orElseThrow();
    }

    private KnownCluster known() {
        return clusters.byId(new ClusterId(cluster.clusterId())).orElseThrow();
    }

    private void askFor(TaskKind kind) {
        Worker worker = worker();
        QuarkusTransaction.requiringNew().run(() -> tasks.ask(worker.id().value(), worker.pool(), kind));
    }

    private boolean somebodyWaitsForThisTransaction() {
        return sql.first(
                        "select exists (select from pg_locks where not granted"
                                + " and pg_backend_pid() = any (pg_blocking_pids(pid))) as waits",
                        row -> row.flag("waits"))
                .orElseThrow();
    }

    private Task claimed(TaskKind kind) {
        return claimedFor(LONG, kind);
    }

    private Task claimedFor(Duration lease, TaskKind kind) {
        List<Task> claimed = claim(lease);
        assertThat(claimed).extracting(Task::kind).containsExactly(kind);
        return claimed.getFirst();
    }

    private List<Task> claim(Duration lease) {
        return tasks.claim(10, lease);
    }

    private void run(Task task) {
        steps.stream()
                .filter(step -> step.kind() == task.kind())
                .findFirst()
                .orElseThrow()
                .run(task);
    }

    private Pool pool() {
        return sql.first(
                        "select id from pool where cluster_id = ?",
                        row -> new io.claviger.workers.pool.PoolId(row.text("id")),
                        cluster.clusterId())
                .flatMap(pools::byId)
                .orElseThrow();
    }

    private Worker worker() {
        return workers.list(new ClusterId(cluster.clusterId()), null, true).getFirst();
    }
}
