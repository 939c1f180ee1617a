package io.claviger.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class OutboxBacklogTest {

    private static final OutboxDatabase DATABASE = new OutboxDatabase("outbox_backlog");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-04T03:02:01Z"));
    private final InstantSource source = now::get;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void knowsNothingBeforeItHasAskedNorLongAfterTheLastAnswer() throws Exception {
        // Given
        DATABASE.append("t", "k", "waits");
        OutboxBacklog backlog = new OutboxBacklog(DATABASE.dataSource(), clock, meters);
        assertThat(shown("claviger.outbox.backlog")).isNaN();

        // When
        backlog.measure();

        // Then
        assertThat(shown("claviger.outbox.backlog")).isEqualTo(1);
        assertThat(shown("claviger.outbox.backlog.age")).isNotNegative();

        // When the database says nothing any more, not even that it is away
        now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(31)));

        // Then
        assertThat(shown("claviger.outbox.backlog")).isNaN();
        assertThat(shown("claviger.outbox.backlog.age")).isNaN();
    }

    @Test
    void knowsNothingWhenTheDatabaseRefuses() {
        // Given
        PGSimpleDataSource nobody = new PGSimpleDataSource();
        nobody.setPortNumbers(new int[] {1});

        // When
        new OutboxBacklog(nobody, clock, meters).measure();

        // Then
        assertThat(shown("claviger.outbox.backlog.age")).isNaN();
    }

    private double shown(String gauge) {
        return meters.get(gauge).gauge().value();
    }
}
