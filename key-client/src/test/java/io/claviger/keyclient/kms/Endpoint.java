package io.claviger.keyclient.kms;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.claviger.kit.caller.IamConfig;
import io.claviger.kit.caller.OtherIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A token endpoint and a key-service that answer what a test tells them. */
final class Endpoint implements AutoCloseable {

    record Request(String path, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Queue<String> before = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile String answer = "{}";
    private volatile boolean silent;
    private volatile boolean vanishing;

    Endpoint() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/identity/token", exchange -> {
            long end = System.currentTimeMillis() / 1000 + 3600;
            send(
                    exchange,
                    200,
                    "{\"access_token\":\"token-%d\",\"expiration\":%d}".formatted(tokens.incrementAndGet(), end));
        });
        server.createContext("/", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestHeaders(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        if (silent) {
            awaitEnd();
        } else if (vanishing) {
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
            exchange.getResponseBody().flush();
            awaitEnd();
        } else if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            send(exchange, 401, "{}");
        } else {
            String first = before.poll();
            send(exchange, status, first == null ? answer : first);
        }
    }

    private void awaitEnd() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    void answer(int code, String body) {
        status = code;
        answer = body;
    }

    /** As {@link #answer}, once, before what is answered from then on. */
    void answerFirst(String body) {
        before.add(body);
    }

    void silent() {
        silent = true;
    }

    /** Answers begin, and come to no end. */
    void vanishing() {
        vanishing = true;
    }

    void refuseTokens(int times) {
        refusals.set(times);
    }

    Request last() {
        return requests.getLast();
    }

    int calls() {
        return requests.size();
    }

    int tokens() {
        return tokens.get();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    IamConfig iam() {
        String base = url();
        return new IamConfig() {
            @Override
            public String issuer() {
                return base;
            }

            @Override
            public String audience() {
                return AUDIENCE;
            }

            @Override
            public Map<String, OtherIssuer> issuers() {
                return Map.of();
            }

            @Override
            public String jwksUrl() {
                return base;
            }

            @Override
            public Duration jwksCache() {
                return Duration.ofMinutes(10);
            }

            @Override
            public URI url() {
                return URI.create(base);
            }

            @Override
            public Optional<String> serviceApiKey() {
                return Optional.of("key");
            }
        };
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
