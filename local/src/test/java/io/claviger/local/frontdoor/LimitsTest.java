package io.claviger.local.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.claviger.local.pki.LocalAuthority;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients can do to the door without a token, by sockets of their own, and that slow ones and watches are let be. */
class LimitsTest {
    private static final int CONNECTIONS = 4;
    private static final int RATE = 200;
    private static final Duration SHORT = Duration.ofMillis(400);
    /** Longer than this machine stands still, and than any test takes. */
    private static final Duration LONG = Duration.ofMinutes(5);

    /** What a door is impatient about; it has all the time for anything else, which may be slow on a busy machine. */
    private enum Hurry {
        HEAD,
        KEPT,
        BODY,
        SILENCE,
        /** Nobody is put out but for another. */
        NONE;

        private Duration limit(Hurry about) {
            return this == about ? SHORT : LONG;
        }

        /** Two calls at a time. */
        private Limits limits() {
            return new Limits(
                    CONNECTIONS, 2, limit(HEAD), limit(KEPT), limit(BODY), RATE, limit(SILENCE), Duration.ofMillis(20));
        }
    }

    private static final int PATIENCE = 60_000;
    private static final int PAUSE = 20;

    /** Of each watch, by the name that its client gave it. */
    private static final Map<String, Semaphore> EVENTS = new ConcurrentHashMap<>();

    private static final CountDownLatch OVER = new CountDownLatch(1);
    /** Calls that have come to the service and stay there. */
    private static final Semaphore HELD = new Semaphore(0);

    private static final AtomicInteger PROBES = new AtomicInteger();

    private static HttpServer service;
    private static final Map<Hurry, FrontDoor> DOORS = new EnumMap<>(Hurry.class);
    private static FrontDoor patient;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setExecutor(task -> Thread.ofVirtual().start(task));
        service.createContext("/", LimitsTest::answer);
        service.start();
        var authority = new LocalAuthority(folder, Clock.systemUTC(), new SecureRandom());
        authority.prepare();
        URI there = URI.create("http://127.0.0.1:" + service.getAddress().getPort());
        Map<Upstream, List<URI>> all = Behind.all(there);
        var config = Behind.door(authority.serverCertificate(), authority.serverKey(), all);
        for (Hurry hurry : Hurry.values()) {
            DOORS.put(hurry, FrontDoor.open(config, Duration.ofMinutes(1), hurry.limits()));
        }
        patient = door(Hurry.NONE);
    }

    @AfterAll
    static void close() {
        OVER.countDown();
        DOORS.values().forEach(FrontDoor::close);
        service.stop(0);
    }

    private static FrontDoor door(Hurry hurry) {
        return Objects.requireNonNull(DOORS.get(hurry));
    }

    @AfterEach
    void leave() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        await().atMost(Duration.ofMillis(PATIENCE))
                .until(() -> DOORS.values().stream().allMatch(door -> door.connections() == 0));
        HELD.drainPermits();
    }

    @Test
    void putsOutWhoAsksForNothing() throws Exception {
        assertThat(rest(connected(door(Hurry.HEAD).httpPort()))).isEmpty();
        assertThat(rest(connected(door(Hurry.HEAD).httpsPort()))).isEmpty();
    }

    @Test
    void putsOutWhoseHeadersDoNotEnd() throws Exception {
        Socket slow = connected(door(Hurry.HEAD).httpPort());
        write(slow, "GET /identity/keys HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");

        assertThat(trickle(slow, "x")).isEmpty();
    }

    @Test
    void putsOutWhoAsksForNothingMore() throws Exception {
        Socket kept = connected(door(Hurry.KEPT).httpPort());
        write(kept, "GET /identity/keys HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(rest(kept)).startsWith("HTTP/1.1 200").endsWith("0 bytes");
    }

    @Test
    void refusesABodyThatDoesNotGetOn() throws Exception {
        Socket slow = connected(door(Hurry.BODY).httpPort());
        write(slow, "POST /identity/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");

        assertThat(trickle(slow, "x")).startsWith("HTTP/1.1 408").contains("did not get on");
    }

    @Test
    void takesABodyThatIsSlowAndGetsOn() throws Exception {
        // Given a body that takes several times as long as any may, and is ahead of the speed that must be by half a
        // minute
        Socket slow = connected(door(Hurry.BODY).httpPort());
        write(
                slow,
                "POST /identity/token HTTP/1.1\r\n"
                        + "Host: localhost\r\n"
                        + "Connection: close\r\n"
                        + "Content-Length: 7500\r\n\r\n");
        long began = System.nanoTime();
        write(slow, "x".repeat(30 * RATE));
        for (int i = 0; i < 75; i++) {
            assertThat(waited(slow)).isTrue();
            write(slow, "x".repeat(20));
        }
        assertThat(System.nanoTime() - began).isGreaterThan(3 * SHORT.toNanos());

        // When
        String answer = rest(slow);

        // Then
        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("7500 bytes");
    }

    @Test
    void letsAWatchBeSilent() throws Exception {
        // Given a watch that has told one event
        FrontDoor door = door(Hurry.SILENCE);
        Socket watch = watching(door, "silent");

        // When nothing happens for longer than anybody else may be silent, twice
        assertThat(rest(asking(door, "/identity/fallen-silent"))).startsWith("HTTP/1.1 502");
        assertThat(rest(asking(door, "/identity/fallen-silent"))).startsWith("HTTP/1.1 502");

        // Then it tells the next
        happens("silent");
        assertThat(until(watch, "event")).contains("event");
    }

    @Test
    void answersForAServiceThatFellSilent() throws Exception {
        String answer = rest(asking(door(Hurry.SILENCE), "/identity/fallen-silent"));

        assertThat(answer).startsWith("HTTP/1.1 502").contains("iam-service does not answer");
    }

    @Test
    void letsTheNextInForWhoeverHasWaitedLongest() throws Exception {
        // Given a full door: one with a watch, and others who may be about to ask
        Socket watch = watching(patient, "full");
        List<Socket> idle = new ArrayList<>();
        for (int i = 1; i < CONNECTIONS; i++) {
            idle.add(connected(patient.httpPort()));
        }

        // When
        Socket next = connected(patient.httpPort());
        write(next, "GET /identity/keys HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        // Then
        assertThat(rest(next)).startsWith("HTTP/1.1 200");
        assertThat(rest(idle.getFirst())).isEmpty();
        happens("full");
        assertThat(until(watch, "event")).contains("event");
    }

    @Test
    void letsTheNextInForWhoeverHasOwedABodyLongest() throws Exception {
        // Given a full door where everybody has asked for something
        Socket first = owing();
        Socket second = owing();
        watching(patient, "watching");
        watching(patient, "watching-too");

        // When
        String next = rest(asking(patient, "/identity/keys"));

        // Then
        assertThat(next).startsWith("HTTP/1.1 200");
        assertThat(rest(first)).isEmpty();
        assertThat(paid(second)).startsWith("HTTP/1.1 200").endsWith("2 bytes");
    }

    @Test
    void takesTheServicesConnectionFromWhoeverHasOwedABodyLongest() throws Exception {
        // Given all calls to a service
        Socket first = owing();
        Socket second = owing();

        // When
        String next = rest(asking(patient, "/identity/keys"));

        // Then
        assertThat(next).startsWith("HTTP/1.1 200");
        assertThat(rest(first)).startsWith("HTTP/1.1 408").contains("did not get on");
        assertThat(paid(second)).startsWith("HTTP/1.1 200").endsWith("2 bytes");
    }

    @Test
    void saysThatAServiceIsUpThatAllCallsWaitFor() throws Exception {
        // Given
        asking(patient, "/identity/silent");
        asking(patient, "/identity/silent");
        arrived(2);

        // When
        String health = rest(asking(patient, "/healthz"));

        // Then
        assertThat(health)
                .startsWith("HTTP/1.1 200")
                .contains("\"iam-service\":\"UP\"")
                .doesNotContain("DOWN");
    }

    @Test
    void asksNoServiceWhetherItIsWellItself() throws Exception {
        int before = PROBES.get();

        assertThat(rest(asking(patient, "/healthz/live")))
                .startsWith("HTTP/1.1 200")
                .contains("\"status\":\"UP\"");
        assertThat(rest(asking(patient, "/healthz/ready")))
                .startsWith("HTTP/1.1 200")
                .contains("\"status\":\"UP\"");

        assertThat(PROBES).hasValue(before);
        assertThat(rest(asking(patient, "/healthz"))).startsWith("HTTP/1.1 200");
        assertThat(PROBES).hasValue(before + Upstream.values().length);
    }

    @Test
    void keepsOthersOutWhereAllAreServed() throws Exception {
        // Given nobody who could be sent away, on the one port
        for (int i = 0; i < CONNECTIONS; i++) {
            watching(patient, "of-many-" + i);
        }

        // When
        Socket next = connected(patient.httpPort());

        // Then
        assertThat(rest(next)).isEmpty();
        assertThat(patient.connections()).isEqualTo(CONNECTIONS);
    }

    @Test
    void takesTheNumberOfConnectionsFromTheEnvironment() {
        assertThat(Limits.from(Map.of("CLAVIGER_FRONT_DOOR_CONNECTIONS", "5000")::get)
                        .connections())
                .isEqualTo(5000);
        assertThat(Limits.usual().connections()).isBetween(100, 10_000);
        assertThatThrownBy(() -> Limits.from(Map.of("CLAVIGER_FRONT_DOOR_CONNECTIONS", "many")::get))
                .hasMessageContaining("CLAVIGER_FRONT_DOOR_CONNECTIONS");
        assertThatThrownBy(() -> Limits.from(Map.of("CLAVIGER_FRONT_DOOR_CONNECTIONS", "0")::get))
                .hasMessageContaining("CLAVIGER_FRONT_DOOR_CONNECTIONS");
    }

    private Socket connected(int port) throws IOException {
        var socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE);
        sockets.add(socket);
        return socket;
    }

    private Socket asking(FrontDoor by, String path) throws IOException {
        Socket asking = connected(by.httpPort());
        write(asking, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        return asking;
    }

    /** Has a connection to the service, and all of its body but one byte: before the first, nothing reaches the service. */
    private Socket owing() throws Exception {
        Socket owing = connected(patient.httpPort());
        write(
                owing,
                "POST /identity/owed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\nx");
        arrived(1);
        return owing;
    }

    private static void arrived(int calls) throws InterruptedException {
        assertThat(HELD.tryAcquire(calls, PATIENCE, TimeUnit.MILLISECONDS)).isTrue();
    }

    private static String paid(Socket owing) throws IOException {
        write(owing, "x");
        return rest(owing);
    }

    /** Has told an event already. */
    private Socket watching(FrontDoor by, String name) throws IOException {
        Socket watch = connected(by.httpPort());
        write(watch, "GET /global/v1/clusters?watch=true&name=" + name + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(until(watch, "event")).startsWith("HTTP/1.1 200");
        return watch;
    }

    /** Each begins with one. */
    private static Semaphore events(String name) {
        return EVENTS.computeIfAbsent(name, first -> new Semaphore(1));
    }

    private static void happens(String name) {
        events(name).release();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Everything that still comes until the door closes. */
    private static String rest(Socket socket) throws IOException {
        var heard = new ByteArrayOutputStream();
        try {
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                heard.write(next);
            }
        } catch (SocketException closed) {
            // By force: what came before is what counts.
        }
        return heard.toString(StandardCharsets.UTF_8);
    }

    private static String until(Socket socket, String mark) throws IOException {
        var heard = new StringBuilder();
        while (heard.indexOf(mark) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("after " + heard).isNotNegative();
            heard.append((char) next);
        }
        return heard.toString();
    }

    /** Writes it again and again, slowly, until the door answers or closes. */
    private static String trickle(Socket socket, String text) throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE);
        while (System.nanoTime() < until) {
            try {
                if (!waited(socket)) {
                    return "";
                }
                write(socket, text);
            } catch (Heard heard) {
                return heard.first + rest(socket);
            } catch (SocketException closed) {
                // Between the look and the writing; what it said before is still to be read.
                return rest(socket);
            }
        }
        throw new AssertionError("the door has taken it for " + PATIENCE + " ms");
    }

    /** A moment in which the door said nothing; false if it closed. */
    private static boolean waited(Socket socket) throws IOException {
        socket.setSoTimeout(PAUSE);
        try {
            int next = socket.getInputStream().read();
            if (next >= 0) {
                socket.setSoTimeout(PATIENCE);
                throw new Heard((char) next);
            }
            return false;
        } catch (SocketTimeoutException nothing) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE);
        }
    }

    private static final class Heard extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final char first;

        private Heard(char first) {
            super("the door says something");
            this.first = first;
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String asked = exchange.getRequestURI().toString();
        try (InputStream body = exchange.getRequestBody()) {
            if (asked.equals("/q/health/ready")) {
                PROBES.incrementAndGet();
            }
            if (asked.equals("/identity/silent") || asked.equals("/identity/owed")) {
                HELD.release();
            }
            if (asked.equals("/identity/silent") || asked.equals("/identity/fallen-silent")) {
                OVER.await();
                return;
            }
            if (asked.contains("watch=true")) {
                exchange.sendResponseHeaders(200, 0);
                Semaphore events = events(asked.replaceAll(".*name=", ""));
                while (events.tryAcquire(PATIENCE, TimeUnit.MILLISECONDS)) {
                    exchange.getResponseBody().write("event".getBytes(StandardCharsets.US_ASCII));
                    exchange.getResponseBody().flush();
                }
                return;
            }
            byte[] answer = (body.readAllBytes().length + " bytes").getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }
}
