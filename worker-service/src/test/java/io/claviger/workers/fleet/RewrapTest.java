package io.claviger.workers.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.ClusterSnapshot;
import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.reaction.Dependants.Moved;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.node.store.DiskTable;
import io.claviger.workers.rootkey.PoolDependants;
import io.claviger.workers.sql.Sql;
import io.claviger.workers.task.Step;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.store.TaskTable;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One chunk of a rotation, seen from the instant in which key-service has been asked and has not answered (I5, I7). */
@QuarkusTest
@TestProfile(TasksByHandTest.NoRunner.class)
class RewrapTest {

    @Inject
    TestKms kms;

    @Inject
    Sql sql;

    @Inject
    TaskTable tasks;

    @Inject
    DiskTable disks;

    @Inject
    KeyBindings bindings;

    @Inject
    PoolDependants dependants;

    @Inject
    ClusterChanges changes;

    @Inject
    @All
    List<Step> steps;

    private KeySnapshot key;
    private BoundKey rotated;
    private List<WorkerId> workers;

    @BeforeEach
    void twoWorkersUnderARotatedKey() {
        sql.update("delete from task");
        key = kms.create();
        ClusterSnapshot cluster = Scene.cluster();
        QuarkusTransaction.requiringNew().run(() -> changes.created(cluster, Scene.pool(2, key)));
        workOff();
        String version = kms.rotate(key).keyVersion().id();
        sql.update("update bound_key set version_id = ? where crn = ?", version, key.crn());
        rotated = bindings.find(key.crn()).orElseThrow();
        workers = sql.list(
                "select worker_id from disk where key_crn = ? order by worker_id",
                row -> new WorkerId(row.text("worker_id")),
                key.crn());
    }

    @Test
    void holdsNobodysEventsBackWhileKeyServiceThinks() {
        // Given
        List<Boolean> numbered = new ArrayList<>();
        kms.beforeNextUnwrap(() -> numbered.add(sql.first(
                        "select pg_current_xact_id_if_assigned() is not null as numbered", row -> row.flag("numbered"))
                .orElseThrow()));

        // When
        Moved moved = QuarkusTransaction.requiringNew().call(() -> dependants.rewrap(rotated, null, 10));

        // Then
        assertThat(numbered)
                .as("the relay waits for every transaction with a number")
                .containsExactly(false);
        assertThat(moved).isEqualTo(new Moved(2, null, null));
        assertThat(dependants.staleDataKeys(rotated)).isZero();
    }

    /** Else those that it refuses would stand before all others for ever. */
    @Test
    void passesOverAPassphraseThatKeyServiceRefuses() {
        // Given
        String first = workers.getFirst().value();
        sql.update("update disk set passphrase = version_id || '.AAAA' where worker_id = ?", first);

        // When
        Moved refused = QuarkusTransaction.requiringNew().call(() -> dependants.rewrap(rotated, null, 1));
        Moved second = QuarkusTransaction.requiringNew().call(() -> dependants.rewrap(rotated, refused.reached(), 1));
        Moved none = QuarkusTransaction.requiringNew().call(() -> dependants.rewrap(rotated, second.reached(), 1));

        // Then
        assertThat(refused).isEqualTo(new Moved(0, null, first));
        assertThat(second).isEqualTo(new Moved(1, null, workers.getLast().value()));
        assertThat(none).isEqualTo(Moved.NONE);
        assertThat(dependants.staleDataKeys(rotated)).isEqualTo(1);
    }

    @Test
    void leavesAPassphraseAloneThatWasReplacedMeanwhile() {
        // Given
        WorkerId replaced = workers.getFirst();
        kms.beforeNextUnwrap(() -> QuarkusTransaction.requiringNew()
                .run(() -> sql.update("update disk set passphrase = 'another' where worker_id = ?", replaced.value())));

        // When
        Moved moved = QuarkusTransaction.requiringNew().call(() -> dependants.rewrap(rotated, null, 10));

        // Then
        assertThat(moved).isEqualTo(new Moved(1, null, null));
        assertThat(disks.find(replaced).orElseThrow().passphrase().text()).isEqualTo("another");
        assertThat(dependants.staleDataKeys(rotated))
                .as("it is still to be moved")
                .isEqualTo(1);
    }

    @Test
    void bringsNoDiskBackThatWasDestroyedMeanwhile() {
        // Given
        WorkerId destroyed = workers.getFirst();
        kms.beforeNextUnwrap(() -> QuarkusTransaction.requiringNew()
                .run(() -> disks.delete(disks.find(destroyed).orElseThrow())));

        // When
        Moved moved = QuarkusTransaction.requiringNew().call(() -> dependants.rewrap(rotated, null, 10));

        // Then
        assertThat(moved).isEqualTo(new Moved(1, null, null));
        assertThat(disks.find(destroyed)).isEmpty();
        assertThat(dependants.staleDataKeys(rotated)).isZero();
    }

    /** Counted as stale for as long as the version is not known here, they would be moved again and again. */
    @Test
    void saysThatKeyServiceIsAVersionAhead() {
        KeySnapshot ahead = kms.rotate(key);

        Moved moved = QuarkusTransaction.requiringNew().call(() -> dependants.rewrap(rotated, null, 10));

        assertThat(moved).isEqualTo(new Moved(2, ahead.keyVersion().id(), null));
    }

    private void workOff() {
        for (List<Task> due = claim(); !due.isEmpty(); due = claim()) {
            due.forEach(task -> steps.stream()
                    .filter(step -> step.kind() == task.kind())
                    .findFirst()
                    .orElseThrow()
                    .run(task));
        }
    }

    private List<Task> claim() {
        return tasks.claim(10, Duration.ofHours(1));
    }
}
