package io.claviger.system.pace;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Reads at a steady rate, whatever the answers take: a read is counted from when it was due, so that a slow one does not hide those
 * that would have come meanwhile.
 */
final class SteadyReads implements AutoCloseable {

    private static final int READERS = 32;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final IntFunction<URI> what;
    private final int secrets;
    private final String token;
    private final int perSecond;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private List<Long> nanos = new ArrayList<>();
    private volatile boolean stopped;

    /** @param what the secret of a number, from 0 to the number of secrets */
    SteadyReads(IntFunction<URI> what, int secrets, String token, int perSecond) {
        this.what = what;
        this.secrets = secrets;
        this.token = token;
        this.perSecond = perSecond;
    }

    void start() {
        long every = Duration.ofSeconds(READERS).toNanos() / perSecond;
        long begin = System.nanoTime();
        for (int i = 0; i < READERS; i++) {
            long first = begin + every * i / READERS;
            threads.add(Thread.ofVirtual().start(() -> read(first, every)));
        }
    }

    private void read(long first, long every) {
        for (long due = first; !stopped; due += every) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            int status = status(what.apply(ThreadLocalRandom.current().nextInt(secrets)));
            long took = System.nanoTime() - due;
            statuses.computeIfAbsent(status, _ -> new AtomicInteger()).incrementAndGet();
            synchronized (this) {
                nanos.add(took);
            }
        }
    }

    private int status(URI secret) {
        HttpRequest request = HttpRequest.newBuilder(secret)
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** What was read since the last call, for people. */
    synchronized String taken(double seconds) {
        List<Long> sorted = nanos.stream().sorted().toList();
        nanos = new ArrayList<>();
        String answers = statuses.toString();
        statuses.clear();
        return sorted.isEmpty()
                ? "nothing was read"
                : String.format(
                        Locale.ROOT,
                        "%.0f reads/s; p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms; answers %s",
                        sorted.size() / seconds,
                        sorted.get(sorted.size() / 2) / 1e6,
                        sorted.get(sorted.size() * 99 / 100) / 1e6,
                        sorted.get((int) (sorted.size() * 999L / 1000)) / 1e6,
                        answers);
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
