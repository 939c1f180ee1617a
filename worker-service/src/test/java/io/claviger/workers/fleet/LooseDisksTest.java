package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.crypto.SecretBytes;
import io.claviger.workers.disk.VolumeName;
import io.claviger.workers.disk.file.SealedFileDisks;
import io.claviger.workers.disk.flow.Disks;
import io.claviger.workers.disk.flow.LooseDisks;
import io.claviger.workers.node.DiskPlace;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.node.store.LooseDiskTable;
import io.claviger.workers.node.store.LooseDiskTable.LooseDisk;
import io.claviger.workers.secret.SecretName;
import io.claviger.workers.task.ClaimLostException;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nothing of a try that came too late, was cut off or is over stays behind, and nothing of what is in use goes with it (ADR 0032). */
@QuarkusTest
@TestProfile(TasksByHandTest.NoRunner.class)
class LooseDisksTest extends TasksByHand {

    @Inject
    WorkerOrders workerOrders;

    @Inject
    TestNodeSecrets secrets;

    @Inject
    LooseDisks loose;

    @Inject
    LooseDiskTable table;

    @Inject
    Disks disks;

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
    void forgetsNothingThatWasMadeWhileItWasBeingDestroyed() {
        // Given
        onePoolWithoutAKey();
        Task slow = claimedFor(Duration.ZERO, TaskKind.PROVISION);
        WorkerId worker = worker().id();
        DiskPlace place = new DiskPlace(SealedFileDisks.NAME, worker.value() + ".0123456789abcdef");
        table.begin(slow, worker, pool().cluster(), place);
        claimed(TaskKind.PROVISION);
        LooseDisk swept = table.of(worker).getFirst();

        // When
        table.remember(slow, worker, pool().cluster(), place);
        table.forget(swept);

        // Then
        assertThat(table.of(worker)).extracting(LooseDisk::place).containsExactly(place);
        sweep();
        assertThat(looseDisks()).isZero();
    }

    @Test
    void destroysWhatAReplicaFromBeforeLeftUnderTheWorkersName() throws IOException {
        // Given
        onePoolWithoutAKey();
        WorkerId worker = worker().id();
        try (SecretBytes passphrase = SecretBytes.random(new SecureRandom(), 32)) {
            disks.forNewDisks().format(new VolumeName(worker.value()), passphrase);
        }
        secrets.keep(pool().cluster(), SecretName.of(worker.value()), worker, "sealed");
        run(claimed(TaskKind.PROVISION));
        assertThat(Volumes.of(worker.value())).hasSize(2);

        // When
        QuarkusTransaction.requiringNew().run(() -> orders.remove(pool().id(), "test"));
        run(claimed(TaskKind.REMOVE));

        // Then
        assertThat(Volumes.of(worker.value())).isEmpty();
        assertThat(secrets.names(worker.value())).isEmpty();
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
        await().pollInSameThread().until(() -> !loose.sweep());
    }

    private long looseDisks() {
        return sql.first(
                        "select count(*) as n from loose_disk where worker_id = ?",
                        row -> row.number("n"),
                        worker().id().value())
                .orElseThrow();
    }
}
