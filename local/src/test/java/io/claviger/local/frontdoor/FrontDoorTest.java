package io.claviger.local.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.claviger.local.pki.LocalAuthority;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrontDoorTest {
    private static final CountDownLatch SECOND_HALF = new CountDownLatch(1);
    private static final Semaphore EVENTS_READ = new Semaphore(0);
    private static final int EVENTS = 3;
    /** A port that no other program can be given meanwhile. */
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    private static HttpServer upstream;
    private static LocalAuthority authority;
    private static FrontDoor door;
    private static HttpClient client;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.setExecutor(task -> Thread.ofVirtual().start(task));
        upstream.createContext("/", FrontDoorTest::echo);
        upstream.start();
        authority = new LocalAuthority(folder, Clock.systemUTC(), new SecureRandom());
        authority.prepare();
        URI alive = URI.create("http://127.0.0.1:" + upstream.getAddress().getPort());
        Map<Upstream, List<URI>> upstreams = Arrays.stream(Upstream.values())
                .collect(Collectors.toMap(u -> u, u -> switch (u) {
                    case AUDIT -> List.of(NOBODY);
                    case WORKER -> List.of(NOBODY, alive);
                    case IAM, KEY, MASTER -> List.of(alive);
                }));
        door = FrontDoor.open(config(authority.serverCertificate(), authority.serverKey(), upstreams));
        client = HttpClient.newBuilder()
                .sslContext(trusting(authority.authorityCertificate()))
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
        Map<Upstream, List<URI>> none = Behind.all(NOBODY);
        var config = config(authority.serverCertificate(), authority.serverKey(), none);
        try (FrontDoor lonely = FrontDoor.open(config)) {
            URI secrets = URI.create("https://localhost:" + lonely.httpsPort() + "/clusters/abc/api/v1/secrets");

            var answer = send(HttpRequest.newBuilder(secrets));

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("\"kind\":\"Status\"").contains("master-service does not answer");
        }
    }

    /** ADR 0025. */
    @Test
    void showsItsCertificateToServicesThatWantToSeeOne(@TempDir Path folder) throws Exception {
        Path known = selfSigned(folder.resolve("known"));
        Path unknown = selfSigned(folder.resolve("unknown"));
        HttpsServer service = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setHttpsConfigurator(new HttpsConfigurator(serving(known.resolve("tls.crt"))) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        service.setExecutor(task -> Thread.ofVirtual().start(task));
        service.createContext("/", FrontDoorTest::echo);
        service.start();
        try {
            URI there = URI.create("https://localhost:" + service.getAddress().getPort());
            assertThat(through(there, known)).isEqualTo(201);
            assertThat(through(there, unknown)).isEqualTo(502);
        } finally {
            service.stop(0);
        }
    }

    @Test
    void takesUpARenewedCertificate(@TempDir Path folder) throws Exception {
        // Given a door that serves one certificate, from a folder as Kubernetes mounts a secret
        Path mounted = Files.createSymbolicLink(folder.resolve("mounted"), selfSigned(folder.resolve("former")));
        Path next = Files.createSymbolicLink(folder.resolve("next"), selfSigned(folder.resolve("renewed")));
        Map<Upstream, List<URI>> all = Behind.all(NOBODY);
        var config = config(mounted.resolve("tls.crt"), mounted.resolve("tls.key"), all);
        try (FrontDoor renewing = FrontDoor.open(config, Duration.ofMillis(50))) {
            assertThat(shownBy(renewing)).isEqualTo("CN=former");

            // When another takes its place
            Files.move(next, mounted, StandardCopyOption.ATOMIC_MOVE);

            // Then it serves that
            await().atMost(Duration.ofMinutes(1)).until(() -> shownBy(renewing).equals("CN=renewed"));
        }
    }

    private static String shownBy(FrontDoor door) throws Exception {
        var anybody = SSLContext.getInstance("TLS");
        anybody.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        try (var socket = (SSLSocket) anybody.getSocketFactory().createSocket("127.0.0.1", door.httpsPort())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void answersNothingButProbesInTheClearWhereItIsToldSo() throws Exception {
        // Given
        Map<Upstream, List<URI>> all = Behind.all(
                URI.create("http://127.0.0.1:" + upstream.getAddress().getPort()));
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
                Behind.all(
                        URI.create("http://127.0.0.1:" + upstream.getAddress().getPort())));
        try (FrontDoor proxied = FrontDoor.open(config);
                var connection = new Socket("127.0.0.1", proxied.httpsPort())) {
            // When
            write(connection, "PROXY TCP4 203.0.113.7 127.0.0.1 4711 443\r\n");
            var trust = trusting(authority.authorityCertificate()).getSocketFactory();
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

    private static FrontDoorConfig config(Path certificate, Path key, Map<Upstream, List<URI>> upstreams) {
        return new FrontDoorConfig(
                "127.0.0.1", 0, 0, certificate, key, null, null, false, false, Duration.ZERO, upstreams);
    }

    private static int through(URI service, Path shown) throws Exception {
        Map<Upstream, List<URI>> all = Behind.all(service);
        var identity = new FrontDoorConfig.Identity(
                shown.resolve("tls.crt"), shown.resolve("tls.key"), authority.authorityCertificate());
        try (FrontDoor careful = FrontDoor.open(
                new FrontDoorConfig("127.0.0.1", 0, 0, null, null, identity, null, false, false, Duration.ZERO, all))) {
            return send(HttpRequest.newBuilder(URI.create("http://localhost:" + careful.httpPort() + "/identity/keys")))
                    .statusCode();
        }
    }

    /** Serves by the authority's certificate, to whoever shows the one that is trusted. */
    private static SSLContext serving(Path trusted) throws Exception {
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(der(Files.readString(authority.serverKey()))));
        Certificate own;
        try (InputStream in = Files.newInputStream(authority.serverCertificate())) {
            own = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        keys.setKeyEntry("own", key, new char[0], new Certificate[] {own});
        KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(keys, new char[0]);
        KeyStore believed = KeyStore.getInstance(KeyStore.getDefaultType());
        believed.load(null, null);
        try (InputStream in = Files.newInputStream(trusted)) {
            believed.setCertificateEntry(
                    "trusted", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(believed);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static Path selfSigned(Path folder) throws Exception {
        Files.createDirectories(folder);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        var name = new X500Name("CN=" + folder.getFileName());
        Instant now = Instant.now();
        var certificate = new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(now.minusSeconds(3_600)),
                        Date.from(now.plusSeconds(3_600)),
                        name,
                        keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        Files.writeString(folder.resolve("tls.crt"), pem("CERTIFICATE", certificate.getEncoded()));
        Files.writeString(
                folder.resolve("tls.key"), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        return folder;
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    private static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
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
            SECOND_HALF.countDown();
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
            for (int i = 0; i < EVENTS; i++) {
                assertThat(events.readLine()).isEqualTo("{\"type\":\"ADDED\",\"object\":" + i + "}");
                EVENTS_READ.release();
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

    private static void echo(HttpExchange exchange) throws IOException {
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

    private static SSLContext trusting(Path certificate) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
