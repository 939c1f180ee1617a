package io.claviger.local.client;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads one secret over and over, so that the last successful read is known to the millisecond. */
public final class SecretReader implements AutoCloseable {

    private final AtomicLong lastSuccess = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicReference<@Nullable Answer> firstRefusal = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stopped;

    public SecretReader(Clusters clusters, String cluster, String secret) {
        thread = Thread.ofVirtual().start(() -> {
            while (!stopped) {
                Answer answer = clusters.secret(cluster, secret);
                if (answer.ok()) {
                    lastSuccess.set(answer.receivedAt());
                    reads.incrementAndGet();
                } else {
                    firstRefusal.compareAndSet(null, answer);
                }
            }
        });
    }

    /** Successful reads so far. */
    public long reads() {
        return reads.get();
    }

    /** Waits for the first refusal, which ends the reading. */
    public Answer awaitRefusal() {
        return Waiting.until(
                "a read to be refused",
                java.time.Duration.ofSeconds(60),
                () -> {
                    Answer refused = firstRefusal.get();
                    return refused == null
                            ? new Answer("", 0, com.fasterxml.jackson.databind.node.MissingNode.getInstance(), 0, 0, "")
                            : refused;
                },
                answer -> answer.status() != 0);
    }

    /** Milliseconds from the given moment to the end of the last successful read; zero when there was none after it. */
    public double millisecondsOfSuccessAfter(long nanoTime) {
        return Math.max(0, (lastSuccess.get() - nanoTime) / 1e6);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
