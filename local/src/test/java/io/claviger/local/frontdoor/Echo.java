package io.claviger.local.frontdoor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** A service that answers with what it was asked. */
final class Echo {

    /** Of an answer to {@code /identity/slow}, sent once the first was read. */
    static final CountDownLatch SECOND_HALF = new CountDownLatch(1);
    /** A watch tells the next event when the former was read. */
    static final Semaphore EVENTS_READ = new Semaphore(0);

    static final int EVENTS = 3;

    private Echo() {}

    /** Serves what it answers by {@link #answer}. */
    static HttpServer start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/", Echo::answer);
        server.start();
        return server;
    }

    static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    static void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().equals("/identity/slow")) {
            slow(exchange);
            return;
        }
        if (exchange.getRequestURI().toString().endsWith("/secrets?watch=true")) {
            watch(exchange);
            return;
        }
        var headers = exchange.getRequestHeaders();
        String told = "%s %s upgrade=%s proto=%s host=%s for=%s %s"
                .formatted(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        headers.getFirst("Upgrade"),
                        headers.getFirst("X-Forwarded-Proto"),
                        headers.getFirst("X-Forwarded-Host"),
                        headers.getFirst("X-Forwarded-For"),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        byte[] body = told.getBytes(StandardCharsets.UTF_8);
        if (headers.containsKey("X-Correlation-Id")) {
            exchange.getResponseHeaders().set("X-Correlation-Id", headers.getFirst("X-Correlation-Id"));
        }
        exchange.sendResponseHeaders(201, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void slow(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (var body = exchange.getResponseBody()) {
            body.write("first".getBytes(StandardCharsets.UTF_8));
            body.flush();
            SECOND_HALF.await();
            body.write("second".getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void watch(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (var body = exchange.getResponseBody()) {
            for (int i = 0; i < EVENTS; i++) {
                body.write(("{\"type\":\"ADDED\",\"object\":" + i + "}\n").getBytes(StandardCharsets.UTF_8));
                body.flush();
                EVENTS_READ.acquire();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
