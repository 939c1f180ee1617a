package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.PoolId;
import io.claviger.workers.task.ClaimLostException;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What a kill at any instant, a slow replica and an order in between do to open work (I9). */
@QuarkusTest
@TestProfile(TasksByHandTest.NoRunner.class)
class TasksByHandTest extends TasksByHand {

    @Inject
    MeterRegistry meters;

    public static class NoRunner implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("claviger.workers.tasks.runner", "false", "claviger.keys.reaction.runner", "false");
        }
    }

    /** What is claimed beyond it nobody does until the lease ends; statistics of one row make a plan that took all. */
    @Test
    void claimsNoMoreThanItIsAskedForWhateverThePlan() {
        // Given
        sql.update("truncate task");
        PoolId pool = pool().id();
        for (String subject : List.of("one", "three", "two")) {
            QuarkusTransaction.requiringNew().run(() -> tasks.ask(subject, pool, TaskKind.REBOOT));
            if (subject.equals("one")) {
                sql.update("analyze task");
            }
        }

        // When
        List<Task> claimed = tasks.claim(1, LONG);

        // Then
        assertThat(claimed).extracting(Task::subject).containsExactly("one");
        assertThat(claim(LONG)).hasSize(2);
        sql.update("truncate task");
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
                await().pollInSameThread().until(this::somebodyWaitsForThisTransaction);
                return started;
            });
            await().until(begun::isDone);
            begun.get();
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

    private boolean somebodyWaitsForThisTransaction() {
        return sql.first(
                        "select exists (select from pg_locks where not granted"
                                + " and pg_backend_pid() = any (pg_blocking_pids(pid))) as waits",
                        row -> row.flag("waits"))
                .orElseThrow();
    }
}
