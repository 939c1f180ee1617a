package io.claviger.keys.wrapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.keys.refusal.RecordOverdueException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BatchesTest {

    private static final CompletableFuture<Void> NEVER = new CompletableFuture<>();

    @Test
    void doNotWaitForeverForTheirRecord() {
        assertThatThrownBy(() -> Batches.await(NEVER, Duration.ofMillis(1))).isInstanceOf(RecordOverdueException.class);
    }

    @Test
    void leaveWhoeverInterruptsThemInterrupted() {
        // Given
        Thread.currentThread().interrupt();

        // When
        assertThatThrownBy(() -> Batches.await(NEVER, Duration.ofDays(1))).isInstanceOf(RecordOverdueException.class);

        // Then
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void failAsTheirRecordDid() {
        RuntimeException failure = new IllegalStateException("no outbox");

        assertThatThrownBy(() -> Batches.await(CompletableFuture.failedFuture(failure), Duration.ofDays(1)))
                .isSameAs(failure);
    }
}
