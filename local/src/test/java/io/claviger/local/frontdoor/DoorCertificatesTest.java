package io.claviger.local.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.claviger.local.pki.LocalAuthority;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one that the door shows to callers, and the one by which services know it. */
class DoorCertificatesTest {

    private static LocalAuthority authority;

    @BeforeAll
    static void prepare(@TempDir Path folder) throws Exception {
        authority = new LocalAuthority(folder, Clock.systemUTC(), new SecureRandom());
        authority.prepare();
    }

    /** ADR 0025. */
    @Test
    void showsItsCertificateToServicesThatWantToSeeOne(@TempDir Path folder) throws Exception {
        Path known = Certified.selfSigned(folder.resolve("known"));
        Path unknown = Certified.selfSigned(folder.resolve("unknown"));
        HttpsServer service = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setHttpsConfigurator(new HttpsConfigurator(Certified.serving(authority, known.resolve("tls.crt"))) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        service.setExecutor(task -> Thread.ofVirtual().start(task));
        service.createContext("/", Echo::answer);
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
        Path mounted =
                Files.createSymbolicLink(folder.resolve("mounted"), Certified.selfSigned(folder.resolve("former")));
        Path next = Files.createSymbolicLink(folder.resolve("next"), Certified.selfSigned(folder.resolve("renewed")));
        Map<Upstream, List<URI>> all = Behind.all(Behind.NOBODY);
        var config = Behind.door(mounted.resolve("tls.crt"), mounted.resolve("tls.key"), all);
        try (FrontDoor renewing = FrontDoor.open(config, Duration.ofMillis(50))) {
            assertThat(shownBy(renewing)).isEqualTo("CN=former");

            // When another takes its place
            Files.move(next, mounted, StandardCopyOption.ATOMIC_MOVE);

            // Then it serves that
            await().atMost(Duration.ofMinutes(1)).until(() -> shownBy(renewing).equals("CN=renewed"));
        }
    }

    private static int through(URI service, Path shown) throws Exception {
        Map<Upstream, List<URI>> all = Behind.all(service);
        var identity = new FrontDoorConfig.Identity(
                shown.resolve("tls.crt"), shown.resolve("tls.key"), authority.authorityCertificate());
        try (FrontDoor careful = FrontDoor.open(
                new FrontDoorConfig("127.0.0.1", 0, 0, null, null, identity, null, false, false, Duration.ZERO, all))) {
            URI asked = URI.create("http://localhost:" + careful.httpPort() + "/identity/keys");
            try (HttpClient client = HttpClient.newHttpClient()) {
                return client.send(HttpRequest.newBuilder(asked).build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode();
            }
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
}
