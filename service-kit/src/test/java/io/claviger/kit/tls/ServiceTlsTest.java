package io.claviger.kit.tls;

import static io.claviger.testkit.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service in profile {@code mtls}, as the production overlay runs it. */
@QuarkusTest
@TestProfile(ServiceTlsTest.Mutual.class)
class ServiceTlsTest {

    private static final Path FOLDER = Path.of("target", "mtls", "services").toAbsolutePath();
    private static final Path ELSEWHERE = Path.of("target", "mtls", "elsewhere").toAbsolutePath();

    public static class Mutual implements QuarkusTestProfile {

        @Override
        public String getConfigProfile() {
            return "test,mtls";
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            Certificates.write(FOLDER);
            Certificates.write(ELSEWHERE);
            return Map.of("claviger.tls.folder", FOLDER.toString(), "quarkus.http.test-ssl-port", "0");
        }
    }

    @SuppressWarnings("NullAway.Init")
    @TestHTTPResource(value = "kit/echo", tls = true)
    URI echo;

    @Inject
    ServiceTls tls;

    @Inject
    TlsConfigurationRegistry registry;

    @Inject
    Event<CertificateUpdatedEvent> updated;

    @Test
    void servesWhoShowsACertificateOfTheAuthority() throws Exception {
        assertThat(call(Certificates.client(FOLDER))).isEqualTo(200);
        assertThat(call(tls.clients(Duration.ofMinutes(1)).get())).isEqualTo(200);
    }

    @Test
    void refusesWhoShowsNoneOrAnother() throws Exception {
        SSLContext none = Certificates.clientWithoutCertificate(FOLDER);
        SSLContext another = Certificates.client(FOLDER, ELSEWHERE);

        assertThatThrownBy(() -> call(none)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> call(another)).isInstanceOf(IOException.class);
    }

    @Test
    void callsNobodyWhomTheAuthorityDoesNotKnow() throws Exception {
        SSLContext trusting = Certificates.client(ELSEWHERE, FOLDER);

        assertThatThrownBy(() -> call(trusting)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/started", "/q/health/live", "/q/health/ready", "/q/metrics"})
    void answersProbesInClear(String path) {
        given().get(path).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/kit/echo", "/q/openapi", "/q/health/../../kit/who", "/q/health/%2e%2e/%2e%2e/kit/who", "/"})
    void answersNothingElseInClear(String path) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(403);
    }

    @Test
    void takesUpRenewedCertificates() throws Exception {
        // Given
        SSLContext former = Certificates.client(FOLDER);
        HttpClient own = tls.clients(Duration.ofMinutes(1)).get();
        assertThat(call(own)).isEqualTo(200);

        // When another authority and certificate are in the folder, and the period of reloading is over
        Certificates.write(FOLDER);
        TlsConfiguration configuration = registry.get("services").orElseThrow();
        assertThat(configuration.reload()).isTrue();
        updated.fire(new CertificateUpdatedEvent("services", configuration));

        // Then
        await().ignoreExceptions().until(() -> call(Certificates.client(FOLDER)) == 200);
        assertThat(call(tls.clients(Duration.ofMinutes(1)).get())).isEqualTo(200);
        assertThatThrownBy(() -> call(former)).isInstanceOf(IOException.class);
        SSLContext none = Certificates.clientWithoutCertificate(FOLDER);
        assertThatThrownBy(() -> call(none)).isInstanceOf(IOException.class);
    }

    private int call(SSLContext context) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            return call(client);
        }
    }

    private int call(HttpClient client) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(echo)
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"n\"}"))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
}
