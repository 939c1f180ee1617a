package io.claviger.local.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.claviger.local.pki.LocalAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the door passes on, to whom, and what it answers itself. */
class FrontDoorTest {

    private static HttpServer upstream;
    private static LocalAuthority authority;
    private static FrontDoor door;
    private static HttpClient client;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        upstream = Echo.start();
        authority = new LocalAuthority(folder, Clock.systemUTC(), new SecureRandom());
        authority.prepare();
        URI alive = Echo.address(upstream);
        Map<Upstream, List<URI>> upstreams = Arrays.stream(Upstream.values())
                .collect(Collectors.toMap(u -> u, u -> switch (u) {
                    case AUDIT -> List.of(Behind.NOBODY);
                    case WORKER -> List.of(Behind.NOBODY, alive);
                    case IAM, KEY, MASTER -> List.of(alive);
                }));
        door = FrontDoor.open(Behind.door(authority.serverCertificate(), authority.serverKey(), upstreams));
        client = HttpClient.newBuilder()
                .sslContext(Certified.trusting(authority.authorityCertificate()))
                .build();
    }

    @AfterAll
    static void close() {
        door.close();
        upstream.stop(0);
    }

    @Test
    void passesMethodPathQueryHeadersAndBodyOnUnchanged() throws Exception {
        var answer = send(HttpRequest.newBuilder(http("//api/v2/keys?limit=5&x=%2F%20"))
                .header("X-Correlation-Id", "c-1")
                .PUT(HttpRequest.BodyPublishers.ofString("the body")));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("X-Correlation-Id")).contains("c-1");
        assertThat(answer.body())
                .isEqualTo("PUT /api/v2/keys?limit=5&x=%2F%20 upgrade=null proto=http host=localhost:" + door.httpPort()
                        + " for=127.0.0.1 the body");
    }

    @Test
    void replacesWhatAClientClaimsToHaveBeenForwarded() throws Exception {
        var answer = send(HttpRequest.newBuilder(http("/global/v1/clusters"))
                .header("X-Forwarded-Host", "evil.test")
                .header("X-Forwarded-Proto", "https"));

        assertThat(answer.body()).contains("proto=http host=localhost:" + door.httpPort());
    }

    @Test
    void servesTheKubernetesApiOverHttpsOnly() throws Exception {
        var clear = send(HttpRequest.newBuilder(http("/clusters/abc/api/v1/secrets")));
        var encrypted = send(HttpRequest.newBuilder(https("/clusters/abc/api/v1/secrets")));
        var disguised = send(HttpRequest.newBuilder(http("/global/%2e%2e/clusters/abc/api")));

        assertThat(clear.statusCode()).isEqualTo(403);
        assertThat(clear.body()).contains("https");
        assertThat(disguised.statusCode()).isEqualTo(403);
        assertThat(encrypted.statusCode()).isEqualTo(201);
        assertThat(encrypted.body()).contains("proto=https host=localhost:" + door.httpsPort());
    }

    /** Java's own client offers an upgrade to HTTP/2 on every first request in the clear. */
    @Test
    void keepsOffersMeantForItselfFromTheService() throws Exception {
        var answer = send(HttpRequest.newBuilder(http("/identity/keys")));

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.body()).contains("upgrade=null");
    }

    @Test
    void saysWhichServiceDoesNotAnswer() throws Exception {
        var answer = send(HttpRequest.newBuilder(http("/claviger/v1/audit/records"))
                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000))));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("audit-service does not answer");
    }

    @Test
    void saysSoToKubectlInAKubernetesStatus() throws Exception {
        Map<Upstream, List<URI>> none = Behind.all(Behind.NOBODY);
        var config = Behind.door(authority.serverCertificate(), authority.serverKey(), none);
        try (FrontDoor lonely = FrontDoor.open(config)) {
            URI secrets = URI.create("https://localhost:" + lonely.httpsPort() + "/clusters/abc/api/v1/secrets");

            var answer = send(HttpRequest.newBuilder(secrets));

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("\"kind\":\"Status\"").contains("master-service does not answer");
        }
    }

    @Test
    void answersNothingButProbesInTheClearWhereItIsToldSo() throws Exception {
        // Given
        Map<Upstream, List<URI>> all = Behind.all(Echo.address(upstream));
        var config = new FrontDoorConfig(
                "127.0.0.1",
                0,
                0,
                authority.serverCertificate(),
                authority.serverKey(),
                null,
                null,
                true,
                false,
                Duration.ZERO,
                all);
        try (FrontDoor strict = FrontDoor.open(config)) {
            String clear = "http://localhost:" + strict.httpPort();

            // When
            var token = send(HttpRequest.newBuilder(URI.create(clear + "/identity/token")));
            var encrypted = send(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + strict.httpsPort() + "/identity/token")));
            var health = send(HttpRequest.newBuilder(URI.create(clear + "/healthz")));
            var metrics = send(HttpRequest.newBuilder(URI.create(clear + "/metrics")));

            // Then
            assertThat(token.statusCode()).isEqualTo(403);
            assertThat(encrypted.statusCode()).isEqualTo(201);
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(metrics.body())
                    .contains("claviger_front_door_calls_total{outcome=\"2xx\"} 2")
                    .contains("claviger_front_door_calls_total{outcome=\"4xx\"} 1")
                    .contains("claviger_front_door_calls_under_way 1");
        }
    }

    /** What a gateway that passes TLS on can still say: whom the connection is from. */
    @Test
    void believesAGatewayAboutTheCallersAddressWhereItIsToldTo() throws Exception {
        // Given
        var config = new FrontDoorConfig(
                "127.0.0.1",
                0,
                0,
                authority.serverCertificate(),
                authority.serverKey(),
                null,
                null,
                true,
                true,
                Duration.ZERO,
                Behind.all(Echo.address(upstream)));
        try (FrontDoor proxied = FrontDoor.open(config);
                var connection = new Socket("127.0.0.1", proxied.httpsPort())) {
            // When
            write(connection, "PROXY TCP4 203.0.113.7 127.0.0.1 4711 443\r\n");
            var trust = Certified.trusting(authority.authorityCertificate()).getSocketFactory();
            try (var encrypted = trust.createSocket(connection, "localhost", proxied.httpsPort(), true)) {
                write(encrypted, "GET /identity/keys HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

                // Then
                assertThat(new String(encrypted.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .contains("HTTP/1.1 201")
                        .contains("for=203.0.113.7");
            }
            // And probes need no such thing
            assertThat(send(HttpRequest.newBuilder(URI.create("http://localhost:" + proxied.httpPort() + "/healthz")))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Test
    void sendsWhatADeadReplicaRefusesToOneThatLives() throws Exception {
        for (int i = 0; i < 4; i++) {
            var answer = send(
                    HttpRequest.newBuilder(http("/graphql")).POST(HttpRequest.BodyPublishers.ofString("number " + i)));

            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.body()).endsWith("number " + i);
        }
    }

    @Test
    void saysWhichPathsThereAre() throws Exception {
        var answer = send(HttpRequest.newBuilder(http("/nowhere")));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("/nowhere").contains("/api/v2");
    }

    @Test
    void handsOnTheFirstPartOfAnAnswerBeforeTheLastIsThere() throws Exception {
        // Given an upstream that holds back the second half until the first was read
        var request = HttpRequest.newBuilder(http("/identity/slow")).build();

        // When
        var answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());

        // Then
        try (InputStream body = answer.body()) {
            assertThat(new String(body.readNBytes(5), StandardCharsets.UTF_8)).isEqualTo("first");
            Echo.SECOND_HALF.countDown();
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("second");
        }
    }

    @Test
    void handsOnEachEventOfAWatchAtOnce() throws Exception {
        // Given an upstream that tells the next event only when the former was read
        var request = HttpRequest.newBuilder(https("/clusters/abc/api/v1/secrets?watch=true"))
                .build();

        // When
        var answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());

        // Then
        try (var events = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < Echo.EVENTS; i++) {
                assertThat(events.readLine()).isEqualTo("{\"type\":\"ADDED\",\"object\":" + i + "}");
                Echo.EVENTS_READ.release();
            }
            assertThat(events.readLine()).isNull();
        }
    }

    @Test
    void carriesLargeBodiesBothWays() throws Exception {
        String large = "0123456789".repeat(500_000);

        var answer =
                send(HttpRequest.newBuilder(https("/api/v2/keys")).POST(HttpRequest.BodyPublishers.ofString(large)));

        assertThat(answer.body()).endsWith(large);
    }

    @Test
    void tellsItsOwnStateAndThatOfTheServices() throws Exception {
        var answer = send(HttpRequest.newBuilder(http("/healthz")));
        var page = send(HttpRequest.newBuilder(http("/")).header("Accept", "text/html"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"audit-service\":\"DOWN\"").contains("\"status\":\"UP\"");
        assertThat(page.body()).contains("<td>audit-service<td>DOWN");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI http(String path) {
        return URI.create("http://localhost:" + door.httpPort() + path);
    }

    private static URI https(String path) {
        return URI.create("https://localhost:" + door.httpsPort() + path);
    }
}
