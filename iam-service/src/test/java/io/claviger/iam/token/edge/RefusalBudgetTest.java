package io.claviger.iam.token.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RefusalBudgetTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final InstantSource time = now::get;
    private final Clock clock = time.withZone(ZoneOffset.UTC);

    @Test
    void recordsSoManyAMinuteAndTellsOfTheRest() {
        RefusalBudget budget = new RefusalBudget(2, clock);
        assertThat(budget.take()).hasValue(0);
        assertThat(budget.take()).hasValue(0);
        for (int more = 0; more < 1_000; more++) {
            assertThat(budget.take()).isEmpty();
        }

        // When
        now.updateAndGet(before -> before.plus(Duration.ofMinutes(1)));

        // Then
        assertThat(budget.take()).hasValue(1_000);
        assertThat(budget.take()).hasValue(0);
        assertThat(budget.take()).isEmpty();
    }
}
