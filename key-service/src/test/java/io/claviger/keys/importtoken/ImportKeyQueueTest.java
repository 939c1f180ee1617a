package io.claviger.keys.importtoken;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.keys.refusal.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImportKeyQueueTest {

    /** Callers' own, as many as there are calls. */
    private static final Executor CALLS = Thread::startVirtualThread;

    private final ImportKeyQueue queue = new ImportKeyQueue();
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void stop() {
        queue.stop();
    }

    @Test
    void makesKeysOnThreadsThatNobodyElseNeeds() {
        assertThat(queue.make("one", () -> Thread.currentThread().isVirtual())).isFalse();
        assertThatThrownBy(() -> queue.make("one", () -> {
                    throw new IllegalArgumentException("no key");
                }))
                .hasMessage("no key");
    }

    @Test
    void refusesASecondOneOfTheSameAccount() {
        CompletableFuture<String> first = asked("one");
        await().until(() -> begun.get() == 1);

        assertBusy(() -> queue.make("one", () -> "second"));

        end.countDown();
        assertThat(first).succeedsWithin(Duration.ofSeconds(60));
        assertThat(queue.make("one", () -> "third")).isEqualTo("third");
    }

    @Test
    void refusesWhatWouldWaitTooLong() {
        // Given as many as are made and wait at once
        List<CompletableFuture<String>> all = new ArrayList<>();
        int places = 4 + Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 2);
        for (int i = 0; i < places; i++) {
            all.add(asked("account " + i));
        }
        await().until(() -> queue.waiting() == 4);

        // When, Then
        assertBusy(() -> queue.make("one more", () -> ""));
        end.countDown();
        assertThat(all).allSatisfy(one -> assertThat(one).succeedsWithin(Duration.ofSeconds(60)));
    }

    @Test
    void tellsThoseWhoWaitThatItStops() {
        // Given
        List<CompletableFuture<String>> all = new ArrayList<>();
        int places = 4 + Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 2);
        for (int i = 0; i < places; i++) {
            all.add(asked("account " + i));
        }
        await().until(() -> queue.waiting() == 4);

        // When
        queue.stop();

        // Then
        await().untilAsserted(() -> assertThat(all).allMatch(CompletableFuture::isCompletedExceptionally));
    }

    private CompletableFuture<String> asked(String account) {
        return CompletableFuture.supplyAsync(
                () -> queue.make(account, () -> {
                    begun.incrementAndGet();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return account;
                }),
                CALLS);
    }

    private static void assertBusy(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().status()).isEqualTo(429));
    }
}
