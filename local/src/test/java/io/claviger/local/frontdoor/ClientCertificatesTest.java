package io.claviger.local.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.claviger.local.pki.Authority;
import io.claviger.local.pki.Issued;
import io.claviger.local.pki.LocalAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service hears about client certificates, and from whom (ADR 0027). */
class ClientCertificatesTest {
    private static final String SECRETS = "/clusters/abc/api/v1/secrets";
    private static final String PROOF = "what only front door and master-service know";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private static HttpServer upstream;
    private static LocalAuthority authority;
    private static Authority clients;
    private static FrontDoor door;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.createContext("/", exchange -> {
            byte[] heard = List.of("Client-Cert", "Client-Cert-Chain", "Claviger-Front-Door").stream()
                    .map(name -> name + "=" + exchange.getRequestHeaders().get(name))
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, heard.length);
            exchange.getResponseBody().write(heard);
            exchange.close();
        });
        upstream.start();
        authority = new LocalAuthority(folder, Clock.systemUTC(), RANDOM);
        authority.prepare();
        clients = namedSo();
        URI service = URI.create("http://127.0.0.1:" + upstream.getAddress().getPort());
        door = FrontDoor.open(new FrontDoorConfig(
                "127.0.0.1",
                0,
                0,
                authority.serverCertificate(),
                authority.serverKey(),
                null,
                new FrontDoorConfig.Clients(
                        Files.writeString(
                                folder.resolve("clients.pem"), clients.own().certificatePem()),
                        Files.writeString(folder.resolve("proof"), PROOF + "\n")),
                false,
                false,
                Duration.ZERO,
                Behind.all(service)));
    }

    @AfterAll
    static void close() {
        door.close();
        upstream.stop(0);
    }

    @Test
    void handsOnWhatAClientHasShown() throws Exception {
        Issued shown = signed(clients, Instant.now().plus(HOUR));

        String heard = get(showing(shown), https(SECRETS), Map.of());

        assertThat(heard)
                .isEqualTo("Client-Cert=[:"
                        + Base64.getEncoder().encodeToString(shown.certificate().getEncoded())
                        + ":]\nClient-Cert-Chain=null\nClaviger-Front-Door=[" + PROOF + "]");
    }

    @Test
    void leavesItToTheServiceToSayThatACertificateHasExpired() throws Exception {
        Issued shown = signed(clients, Instant.now().minusSeconds(60));

        assertThat(get(showing(shown), https(SECRETS), Map.of())).contains("Client-Cert=[:");
    }

    @Test
    void letsNobodyInWhoBearsTheAuthoritysNameButNotItsSignature() throws Exception {
        HttpClient forger = showing(signed(namedSo(), Instant.now().plus(HOUR)));

        assertThatThrownBy(() -> get(forger, https(SECRETS), Map.of())).isInstanceOf(IOException.class);
    }

    @Test
    void handsOnNothingToWhereCertificatesDoNotCount() throws Exception {
        HttpClient client = showing(signed(clients, Instant.now().plus(HOUR)));

        for (String path : List.of("/global/v2/getClusters", "/api/v2/keys", "/identity/keys", "/graphql")) {
            assertThat(get(client, https(path), Map.of())).isEqualTo(get(client, https(path), claims()));
            assertThat(get(client, https(path), claims())).doesNotContain("[");
        }
    }

    /** Also over TLS without a certificate, and with one: then the door's own word stands alone. */
    @ParameterizedTest
    @ValueSource(strings = {SECRETS, "/global/v2/getClusters", "/api/v2/keys", "/claviger/v1/audit/records"})
    void neverHandsOnWhatAClientClaims(String path) throws Exception {
        HttpClient nobody = showing(null);
        HttpClient somebody = showing(signed(clients, Instant.now().plus(HOUR)));

        if (!path.startsWith("/clusters/")) {
            assertThat(get(nobody, http(path), claims())).doesNotContain("[");
        }
        assertThat(get(nobody, https(path), claims())).doesNotContain("[");
        assertThat(get(somebody, https(path), claims())).doesNotContain("claimed");
    }

    private static Map<String, String> claims() {
        return Map.of("client-CERT", "claimed", "Client-Cert-Chain", "claimed", "claviger-front-door", "claimed");
    }

    private static String get(HttpClient client, URI uri, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static URI http(String path) {
        return URI.create("http://localhost:" + door.httpPort() + path);
    }

    private static URI https(String path) {
        return URI.create("https://localhost:" + door.httpsPort() + path);
    }

    private static HttpClient showing(@Nullable Issued shown) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", certificate(authority.authorityCertificate()));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (shown != null) {
            own.setKeyEntry("own", shown.key(), new char[0], new X509Certificate[] {shown.certificate()});
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static Authority namedSo() throws IOException {
        return Authority.create("clients of the test", HOUR, Clock.systemUTC(), RANDOM);
    }

    private static Issued signed(Authority by, Instant until) throws IOException {
        Clock then = Clock.fixed(until.minus(HOUR), ZoneOffset.UTC);
        return new Authority(by.own(), then, RANDOM)
                .issue("IBMid-1", HOUR, List.of(), List.of(KeyPurposeId.id_kp_clientAuth));
    }

    private static X509Certificate certificate(Path pem) throws Exception {
        try (InputStream in = Files.newInputStream(pem)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
