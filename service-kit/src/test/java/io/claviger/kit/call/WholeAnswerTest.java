package io.claviger.kit.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WholeAnswerTest {

    private static final String HALF = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf ";

    private final HttpClient http = HttpClient.newHttpClient();
    private final CompletableFuture<Integer> asked = new CompletableFuture<>();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        http.shutdownNow();
    }

    @Test
    void isTheAnswerWhenThatCameInTime() throws Exception {
        CompletableFuture<Integer> ended = serve(HALF + "whole");

        assertThat(new String(
                        WholeAnswer.to(within(Duration.ofMinutes(1)), http).body(), StandardCharsets.UTF_8))
                .isEqualTo("half whole");

        http.shutdownNow();
        assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    @Test
    void givesUpAndHangsUpWhenAnAnswerBeginsAndComesToNoEnd() throws Exception {
        CompletableFuture<Integer> ended = serve(HALF);

        // On a slow machine the first time may be over before the call is under way
        for (int millis = 300; !asked.isDone(); millis *= 2) {
            Duration limit = Duration.ofMillis(millis);
            assertThatThrownBy(() -> WholeAnswer.to(within(limit), http)).isInstanceOf(HttpTimeoutException.class);
        }

        assertThat(ended.get(60, TimeUnit.SECONDS)).as("the connection").isEqualTo(-1);
    }

    @Test
    void saysThatNobodyIsThere() throws IOException {
        server.close();

        assertThatThrownBy(() -> WholeAnswer.to(within(Duration.ofMinutes(1)), http))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void endsWithWhoeverWaitsForIt() throws Exception {
        CompletableFuture<Integer> ended = serve(HALF);
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                WholeAnswer.to(within(Duration.ofMinutes(1)), http);
            } catch (IOException e) {
                outcome.complete(e);
            }
        });

        asked.get(60, TimeUnit.SECONDS);
        waiting.interrupt();

        assertThat(outcome.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
        assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    @Test
    void makesNoCallThatMayNeverEnd() {
        HttpRequest endless = HttpRequest.newBuilder(uri()).build();

        assertThatThrownBy(() -> WholeAnswer.to(endless, http)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Says this to the first who calls, and tells when that one has hung up. */
    private CompletableFuture<Integer> serve(String what) {
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (Socket caller = server.accept();
                    InputStream request = caller.getInputStream()) {
                asked.complete(request.read(new byte[8192]));
                caller.getOutputStream().write(what.getBytes(StandardCharsets.US_ASCII));
                ended.complete(request.read());
            } catch (IOException e) {
                ended.complete(-1);
            }
        });
        return ended;
    }

    private HttpRequest within(Duration limit) {
        return HttpRequest.newBuilder(uri()).timeout(limit).build();
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }
}
