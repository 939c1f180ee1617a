package io.claviger.workers.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.workers.pool.PoolId;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns turns = new Turns(2, 3);

    @Test
    void saysWhoHasAsManyAsItMayUntilOneIsGivenBack() {
        // When
        Task first = take("one", "tenant");
        take("one", "tenant");

        // Then
        assertThat(taken()).isEqualTo(new Turns.Taken(Set.of("one"), Set.of()));

        // When
        take("two", "tenant");

        // Then
        assertThat(taken()).isEqualTo(new Turns.Taken(Set.of("one"), Set.of("tenant")));

        // When
        turns.give(first);

        // Then
        assertThat(taken()).isEqualTo(Turns.Taken.NONE);
    }

    @Test
    void countsNothingForATaskOfAnOlderReplicaOrForNone() {
        for (int i = 0; i < 5; i++) {
            take(null, null);
        }

        assertThat(taken()).isEqualTo(Turns.Taken.NONE);
    }

    private Task take(@Nullable String cluster, @Nullable String account) {
        Task task = new Task(
                "subject",
                new PoolId("c0000000000000000001-0000001"),
                TaskKind.REBOOT,
                0,
                1,
                null,
                null,
                cluster,
                account);
        return turns.take(_ -> Optional.of(task)).orElseThrow();
    }

    private Turns.Taken taken() {
        AtomicReference<Turns.Taken> seen = new AtomicReference<>(Turns.Taken.NONE);
        turns.take(taken -> {
            seen.set(taken);
            return Optional.empty();
        });
        return Objects.requireNonNull(seen.get());
    }
}
