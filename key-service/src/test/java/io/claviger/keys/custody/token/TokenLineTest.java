package io.claviger.keys.custody.token;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenLineTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration MOST_OF_IT = Duration.ofMillis(1200);
    /** Longer than any machine stands still. */
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<TokenLine<String>> lines = new ArrayList<>();
    private AtomicInteger begun = new AtomicInteger();
    private AtomicInteger interrupted = new AtomicInteger();
    private TokenLine<String> line = line(TIMEOUT);

    @AfterEach
    void close() {
        lines.forEach(each -> each.close(() -> {}));
    }

    @Test
    void countsTheTimeOfAnAnswerFromWhenItsTurnHasCome() throws Exception {
        untilNothingIsHeldUp(this::askTwoThatTakeMostOfTheTime);
    }

    private Duration askTwoThatTakeMostOfTheTime() throws Exception {
        // Given two that take long, each not too long
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        long asked = System.nanoTime();
        Future<String> one = ask(first);
        await().until(() -> begun.get() == 1 || one.isDone());
        Future<String> two = ask(second);

        // When
        await().pollDelay(MOST_OF_IT).until(() -> true);
        long next = System.nanoTime();
        first.countDown();
        await().until(() -> begun.get() == 2 || two.isDone());
        Duration tookOne = Duration.ofNanos(System.nanoTime() - asked);
        await().pollDelay(MOST_OF_IT).until(() -> true);
        second.countDown();
        await().until(() -> one.isDone() && two.isDone());
        Duration tookTwo = Duration.ofNanos(System.nanoTime() - next);
        Duration longer = tookOne.compareTo(tookTwo) > 0 ? tookOne : tookTwo;

        // Then
        if (longer.compareTo(TIMEOUT) < 0) {
            assertThat(one.get()).isEqualTo("answer");
            assertThat(two.get()).isEqualTo("answer");
            assertThat(interrupted).hasValue(0);
        }
        return longer;
    }

    /**
     * A busy machine may stand still until a timeout has passed; then nothing can be said, and it is tried again.
     *
     * @param trial tells how long it took at most what must take less than the timeout
     */
    private void untilNothingIsHeldUp(Callable<Duration> trial) throws Exception {
        for (int tries = 1; trial.call().compareTo(TIMEOUT) >= 0; tries++) {
            assertThat(tries).as("times that this machine has stood still").isLessThan(20);
            line = line(TIMEOUT);
            begun = new AtomicInteger();
            interrupted = new AtomicInteger();
        }
    }

    private TokenLine<String> line(Duration timeout) {
        TokenLine<String> made = new TokenLine<>(timeout);
        lines.add(made);
        return made;
    }

    @Test
    void interruptsWhatTakesTooLongAndOnlyRefusesWhatWaits() throws Exception {
        // Given one that takes too long, and as many as may wait for it
        CountDownLatch never = new CountDownLatch(1);
        List<Future<String>> all = new ArrayList<>();
        untilNothingIsHeldUp(() -> takeAllPlaces(never, all));

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
        line = line(LONG);
        CountDownLatch soon = new CountDownLatch(1);
        List<Future<String>> all = new ArrayList<>();
        takeAllPlaces(soon, all);

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

    private Duration takeAllPlaces(CountDownLatch answer, List<Future<String>> all) {
        all.clear();
        long began = System.nanoTime();
        for (int places = line.places(); places > 0; places--) {
            all.add(ask(answer));
        }
        await().until(() -> line.places() == 0 || all.stream().anyMatch(Future::isDone));
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private Future<String> ask(CountDownLatch answer) {
        TokenLine<String> asking = line;
        AtomicInteger beginning = begun;
        AtomicInteger ending = interrupted;
        FutureTask<String> asked = new FutureTask<>(() -> asking.ask(() -> {
            beginning.incrementAndGet();
            try {
                answer.await();
                return "answer";
            } catch (InterruptedException e) {
                ending.incrementAndGet();
                throw new InterruptedIOException();
            }
        }));
        Thread.startVirtualThread(asked);
        return asked;
    }
}
