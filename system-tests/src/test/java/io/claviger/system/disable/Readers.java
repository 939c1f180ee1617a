package io.claviger.system.disable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Reads one secret of each cluster from each replica, again and again, and notes when a cluster was last read. */
final class Readers implements AutoCloseable {

    private static final int THREADS = 16;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> clusters;
    private final List<URI> replicas;
    private final String token;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong lastServed = new AtomicLong();
    private final Map<String, Long> lastRead = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicLong> statuses = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    Readers(List<String> clusters, List<URI> replicas, String token) {
        this.clusters = clusters;
        this.replicas = replicas;
        this.token = token;
    }

    void start() {
        for (int i = 0; i < THREADS; i++) {
            threads.add(Thread.ofVirtual().start(this::read));
        }
    }

    private void read() {
        while (!stopped) {
            int next = Math.floorMod(turn.getAndIncrement(), clusters.size() * replicas.size());
            String cluster = clusters.get(next % clusters.size());
            int status = status(replicas.get(next / clusters.size()), cluster);
            statuses.computeIfAbsent(status, _ -> new AtomicLong()).incrementAndGet();
            if (status == 200) {
                long now = System.nanoTime();
                lastRead.put(cluster, now);
                lastServed.set(now);
                served.incrementAndGet();
            }
        }
    }

    private int status(URI replica, String cluster) {
        HttpRequest request = HttpRequest.newBuilder(
                        replica.resolve("/clusters/" + cluster + "/api/v1/namespaces/default/secrets/kept"))
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

    long served() {
        return served.get();
    }

    /** Nanoseconds since anything was read. */
    long quietFor() {
        return System.nanoTime() - lastServed.get();
    }

    /** How many answers of each status since the last call. */
    String statuses() {
        String now = statuses.toString();
        statuses.clear();
        return now;
    }

    /** Per cluster, in seconds: how long after that moment it was last read; zero for one that was not. */
    List<Double> lastReadsAfter(long moment) {
        return clusters.stream()
                .map(cluster -> Math.max(0, lastRead.getOrDefault(cluster, moment) - moment) / 1e9)
                .sorted()
                .toList();
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
