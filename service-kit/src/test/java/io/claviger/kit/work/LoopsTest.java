package io.claviger.kit.work;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopsTest {

    private static final int USUAL = 2;

    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final Set<Thread> within = ConcurrentHashMap.newKeySet();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final CountDownLatch answered = new CountDownLatch(1);
    private Loops loops = loops(Duration.ofMillis(50));

    private Loops loops(Duration slow) {
        return new Loops("test", USUAL, slow, Duration.ofMillis(5), this::step);
    }

    @AfterEach
    void stop() throws InterruptedException {
        answered.countDown();
        loops.stop(Duration.ofMinutes(1));
        assertThat(within).isEmpty();
    }

    @Test
    void doesAsManyAtATimeAsUsual() {
        // Given that none is taken for slow because the machine is
        loops = loops(Duration.ofMinutes(5));
        for (int i = 0; i < 200; i++) {
            work.add(done::incrementAndGet);
        }

        loops.start();

        await().untilAtomic(done, equalTo(200));
        assertThat(most.get()).isLessThanOrEqualTo(USUAL);
    }

    @Test
    void worksOnWhileStepsHangAndNoLongerThanTheyDo() {
        // Given as many steps that hang as there are loops
        for (int i = 0; i < USUAL; i++) {
            work.add(this::hang);
        }
        loops.start();
        await().until(() -> within.size() == USUAL);

        // When
        work.add(done::incrementAndGet);

        // Then
        await().untilAtomic(done, equalTo(1));
        answered.countDown();
        await().until(() -> {
            most.set(0);
            for (int i = 0; i < 100; i++) {
                work.add(done::incrementAndGet);
            }
            await().until(() -> work.isEmpty() && within.isEmpty());
            return most.get() <= USUAL;
        });
    }

    @Test
    void hangsInNoMoreThanItsLimit() {
        for (int i = 0; i < 100; i++) {
            work.add(this::hang);
        }

        loops.start();

        await().until(() -> within.size() == 4 * USUAL);
        await().during(Duration.ofMillis(200)).until(() -> within.size() == 4 * USUAL);
        work.clear();
    }

    @Test
    void goesOnAfterAFailure() {
        work.add(() -> {
            throw new IllegalStateException("of the test");
        });
        work.add(() -> {
            throw new StackOverflowError("of the test");
        });
        work.add(done::incrementAndGet);

        loops.start();

        await().untilAtomic(done, equalTo(1));
    }

    private boolean step() {
        Runnable next = work.poll();
        if (next == null) {
            return false;
        }
        within.add(Thread.currentThread());
        most.accumulateAndGet(within.size(), Math::max);
        try {
            next.run();
        } finally {
            within.remove(Thread.currentThread());
        }
        return true;
    }

    private void hang() {
        try {
            answered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
