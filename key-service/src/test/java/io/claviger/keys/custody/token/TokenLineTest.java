package io.claviger.keys.custody.token;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenLineTest {

    private static final Duration TIMEOUT = Duration.ofMillis(1500);
    private static final Duration MOST_OF_IT = Duration.ofMillis(900);

    private final TokenLine<String> line = new TokenLine<>(TIMEOUT);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();

    @AfterEach
    void close() {
        line.close(() -> {});
    }

    @Test
    void countsTheTimeOfAnAnswerFromWhenItsTurnHasCome() throws Exception {
        // Given two that take long, each not too long
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Future<String> one = ask(first);
        await().until(() -> begun.get() == 1);
        Future<String> two = ask(second);

        // When
        await().pollDelay(MOST_OF_IT).until(() -> true);
        first.countDown();
        await().until(() -> begun.get() == 2);
        await().pollDelay(MOST_OF_IT).until(() -> true);
        second.countDown();

        // Then
        assertThat(one.get()).isEqualTo("answer");
        assertThat(two.get()).isEqualTo("answer");
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void interruptsWhatTakesTooLongAndOnlyRefusesWhatWaits() {
        // Given one that takes too long, and as many as may wait for it
        CountDownLatch never = new CountDownLatch(1);
        List<Future<String>> all = new ArrayList<>();
        for (int places = line.places(); places > 0; places--) {
            all.add(ask(never));
        }
        await().until(() -> line.places() == 0);

        // When
        all.add(ask(never));

        // Then
        await().until(() -> all.stream().allMatch(Future::isDone));
        assertThat(all)
                .extracting(Future::exceptionNow)
                .hasAtLeastOneElementOfType(TimeoutException.class)
                .hasAtLeastOneElementOfType(TokenLine.BusyException.class);
        assertThat(interrupted).hasValueLessThan(4);
        assertThat(line.places()).isEqualTo(all.size() - 1);
    }

    @Test
    void servesMoreThanHaveAPlaceWhenEachTakesAMoment() throws Exception {
        // Given as many as there are places
        CountDownLatch soon = new CountDownLatch(1);
        List<Future<String>> all = new ArrayList<>();
        for (int places = line.places(); places > 0; places--) {
            all.add(ask(soon));
        }
        await().until(() -> line.places() == 0);

        // When
        CountDownLatch come = new CountDownLatch(1);
        FutureTask<String> oneMore = new FutureTask<>(() -> {
            come.countDown();
            return line.ask(() -> "answer");
        });
        Thread late = Thread.ofPlatform().start(oneMore);
        come.await();
        await().until(() -> oneMore.isDone() || late.getState() == Thread.State.TIMED_WAITING);
        soon.countDown();

        // Then
        all.add(oneMore);
        for (Future<String> one : all) {
            assertThat(one.get()).isEqualTo("answer");
        }
    }

    private Future<String> ask(CountDownLatch answer) {
        FutureTask<String> asked = new FutureTask<>(() -> line.ask(() -> {
            begun.incrementAndGet();
            try {
                answer.await();
                return "answer";
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw new InterruptedIOException();
            }
        }));
        Thread.startVirtualThread(asked);
        return asked;
    }
}
