package io.claviger.workers.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.workers.pool.PoolState;
import io.claviger.workers.task.ClaimLostException;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registration that came after its pool's end, by whoever had lost the claim: with it nobody could delete the key any more. */
@QuarkusTest
@TestProfile(TasksByHandTest.NoRunner.class)
class LateRegistrationTest extends TasksByHand {

    private Task slow;

    /** By a key whose CRN is not the one that the order lets guess. */
    @BeforeEach
    void somebodyIsSlowToOpenAPool() {
        sql.update("delete from task");
        key = kms.create("hs-crypto", "eu-de");
        cluster = Scene.cluster();
        QuarkusTransaction.requiringNew().run(() -> changes.created(cluster, Scene.pool(1, key)));
        slow = claimedFor(Duration.ZERO, TaskKind.OPEN_POOL);
    }

    @Test
    void takesItBack() {
        // Given
        kms.beforeNextRegister(() -> {
            removeTheWorker();
            run(claimed(TaskKind.CLOSE_POOL));
        });

        // When
        assertThatThrownBy(() -> run(slow)).isInstanceOf(ClaimLostException.class);

        // Then
        isTakenBack();
    }

    @Test
    void takesItBackOnceKeyServiceIsThereAgain() {
        // Given
        kms.beforeNextRegister(() -> {
            removeTheWorker();
            run(claimed(TaskKind.CLOSE_POOL));
        });
        kms.afterNextRegister(() -> kms.unreachable(true));

        // When
        assertThatThrownBy(() -> run(slow)).isInstanceOf(ClaimLostException.class);
        kms.unreachable(false);

        // Then
        isTakenBack();
    }

    @Test
    void takesBackOneWhoseAnswerNeverCame() {
        // Given
        kms.beforeNextRegister(() -> {
            removeTheWorker();
            run(claimed(TaskKind.CLOSE_POOL));
        });
        kms.afterNextRegister(() -> {
            throw new KmsUnreachableException("no answer", new IOException("cut off by the test"));
        });

        // When
        assertThatThrownBy(() -> run(slow)).isInstanceOf(KmsUnreachableException.class);

        // Then
        isTakenBack();
    }

    @Test
    void closesOnceMoreWhatIsBeingClosedJustNow() {
        // Given
        Task[] closing = new Task[1];
        kms.beforeNextRegister(() -> {
            removeTheWorker();
            closing[0] = claimed(TaskKind.CLOSE_POOL);
        });

        // When
        assertThatThrownBy(() -> run(slow)).isInstanceOf(ClaimLostException.class);

        // Then
        run(closing[0]);
        isTakenBack();
    }

    @Test
    void closesNoPoolThatStillHasAWorker() {
        // Given
        kms.beforeNextRegister(() -> {
            Task opening = claimed(TaskKind.OPEN_POOL);
            QuarkusTransaction.requiringNew().run(() -> orders.remove(pool().id(), "test"));
            run(opening);
        });

        // When
        assertThatThrownBy(() -> run(slow)).isInstanceOf(ClaimLostException.class);

        // Then
        run(claimed(TaskKind.REMOVE));
        assertThat(pool().state()).isEqualTo(PoolState.DELETING);
    }

    private void removeTheWorker() {
        QuarkusTransaction.requiringNew().run(() -> orders.remove(pool().id(), "test"));
        claim(LONG).stream().sorted(Comparator.comparing(Task::kind)).forEach(this::run);
    }

    private void isTakenBack() {
        run(claimed(TaskKind.CLOSE_POOL));
        assertThat(kms.registrations(key)).isEmpty();
        assertThat(pool().state()).isEqualTo(PoolState.DELETED);
        assertThat(claim(LONG)).isEmpty();
    }
}
