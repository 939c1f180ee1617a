package io.claviger.local.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The door as Kubernetes and compose run it: a program that is told to end by SIGTERM. */
class LeavingTest {
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer service;
    private Door first;
    private Process door;
    private URI address;

    @BeforeEach
    void open() throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setExecutor(task -> Thread.ofVirtual().start(task));
        service.createContext("/", this::answer);
        service.start();
        first = new Door("PT0S");
        door = first.process;
        address = first.address;
    }

    @AfterEach
    void close() {
        answered.countDown();
        service.stop(0);
        door.destroyForcibly();
    }

    @Test
    void answersTheCallsThatAreUnderWayBeforeItEnds() throws Exception {
        // Given a call whose answer has not begun
        CompletableFuture<HttpResponse<String>> slow =
                client.sendAsync(get("/global/v1/clusters"), HttpResponse.BodyHandlers.ofString());
        assertThat(called.await(60, TimeUnit.SECONDS)).isTrue();

        // When the door is told to end, and says that it does
        door.destroy();
        HttpResponse<String> health;
        do {
            health = client.send(get("/healthz/ready"), HttpResponse.BodyHandlers.ofString());
        } while (health.statusCode() == 200);
        answered.countDown();

        // Then the call is answered, with the advice to come back by another connection
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.headers().firstValue("Connection")).contains("close");
        var answer = slow.get(60, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("at last");
        assertThat(answer.headers().firstValue("Connection")).contains("close");
        assertThat(door.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doesNotWaitForAWatch() throws Exception {
        // Given a watch that nobody ends
        var watch = client.send(get("/global/v1/clusters?watch=true&x=1"), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream events = watch.body()) {
            assertThat(new String(events.readNBytes(2), StandardCharsets.UTF_8)).isEqualTo("at");

            // When
            door.destroy();

            // Then it ends before the 20 s for which it waits for a call
            assertThat(door.waitFor(19, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void losesNoCallWhenAnotherTakesItsPlace() throws Exception {
        // Given clients that keep their connections, and come back by the other door when they are told to
        answered.countDown();
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var calls = new ConcurrentHashMap<URI, LongAdder>();
        var over = new AtomicBoolean();
        // and a notice that is longer than any of them stands still
        Door leaving = new Door("PT4S");
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                clients.execute(() -> callUntil(over, leaving.address, calls, failures));
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> calls.containsKey(leaving.address));

            // When
            leaving.process.destroy();
            assertThat(leaving.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            LongAdder elsewhere = calls.computeIfAbsent(address, none -> new LongAdder());
            long then = elsewhere.sum();
            await().atMost(Duration.ofMinutes(1)).until(() -> elsewhere.sum() > then + 20);
            over.set(true);
        } finally {
            leaving.process.destroyForcibly();
        }

        // Then
        assertThat(failures).isEmpty();
    }

    private void callUntil(AtomicBoolean over, URI leaving, Map<URI, LongAdder> calls, Queue<Throwable> failures) {
        try (HttpClient own = HttpClient.newHttpClient()) {
            URI door = leaving;
            while (!over.get()) {
                HttpRequest request = HttpRequest.newBuilder(door.resolve("/global/v1/clusters"))
                        .build();
                HttpResponse<String> answer = own.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                calls.computeIfAbsent(door, first -> new LongAdder()).increment();
                if (answer.headers().firstValue("Connection").equals(Optional.of("close"))) {
                    door = address;
                }
            }
        } catch (IOException | InterruptedException | AssertionError e) {
            failures.add(e);
        }
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).build();
    }

    private void answer(HttpExchange exchange) throws IOException {
        called.countDown();
        try (var body = exchange.getResponseBody()) {
            if (exchange.getRequestURI().getQuery() != null) {
                exchange.sendResponseHeaders(200, 0);
                body.write("at".getBytes(StandardCharsets.UTF_8));
                body.flush();
                answered.await();
                return;
            }
            answered.await();
            exchange.sendResponseHeaders(200, 0);
            body.write("at last".getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A process; it has said that it is ready. */
    private final class Door {
        private final Process process;
        private final URI address;

        private Door(String notice) throws IOException {
            var program = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    FrontDoor.class.getName());
            var environment = program.environment();
            environment.put("CLAVIGER_FRONT_DOOR_HTTP_PORT", "0");
            environment.put("CLAVIGER_FRONT_DOOR_NOTICE", notice);
            environment.put(
                    "CLAVIGER_FRONT_DOOR_MASTER_URL",
                    "http://127.0.0.1:" + service.getAddress().getPort());
            process = program.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            var says = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String ready = String.valueOf(says.readLine());
            assertThat(ready).startsWith("ready http=");
            address = URI.create("http://127.0.0.1:" + ready.replaceAll("ready http=(\\d+).*", "$1"));
        }
    }
}
