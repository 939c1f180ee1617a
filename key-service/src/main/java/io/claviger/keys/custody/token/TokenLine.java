package io.claviger.keys.custody.token;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One thing after the other, on one thread. Waiting for one's turn and being served are timed apart: a token that has too much to do
 * is no token that has gone, and who waits in vain must not take it from the others.
 */
final class TokenLine<T> {

    /** In line at once; who comes after them waits for a place as long as for a turn, in the order of coming. */
    private static final int MOST = 64;

    private final Duration timeout;
    private final Semaphore places = new Semaphore(MOST, true);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("seal-token").factory());

    /** @param timeout for a place and the turn to come, and then again for the answer */
    TokenLine(Duration timeout) {
        this.timeout = timeout;
    }

    /** What is done in a turn; interrupted when it takes too long. */
    interface Exchange<T> {
        T run() throws IOException;
    }

    /** Nobody was asked. */
    static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    T ask(Exchange<T> exchange) throws TimeoutException, InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!places.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new BusyException();
        }
        try {
            Turn<T> turn = new Turn<>(exchange);
            thread.execute(turn);
            return answered(turn, deadline);
        } finally {
            places.release();
        }
    }

    private T answered(Turn<T> turn, long deadline) throws TimeoutException, InterruptedException, ExecutionException {
        try {
            if (!turn.begun.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) && turn.withdrawn()) {
                throw new BusyException();
            }
            return turn.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException e) {
            if (!turn.withdrawn()) {
                turn.cancel(true);
            }
            throw e;
        }
    }

    /** How many more may ask now. */
    int places() {
        return places.availablePermits();
    }

    /** After everything that waits. */
    void close(Runnable last) {
        thread.execute(last);
        thread.shutdown();
    }

    /** Begins once, or never if who waited has left. */
    private static final class Turn<T> extends FutureTask<T> {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final AtomicBoolean taken = new AtomicBoolean();

        Turn(Exchange<T> exchange) {
            super(exchange::run);
        }

        @Override
        public void run() {
            if (taken.compareAndSet(false, true)) {
                begun.countDown();
                super.run();
            }
        }

        boolean withdrawn() {
            return taken.compareAndSet(false, true);
        }
    }
}
