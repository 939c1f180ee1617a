package io.claviger.kit.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.claviger.kit.testing.HandClock;
import io.claviger.kit.tls.ServiceTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnTokenTest {

    private final HandClock clock = new HandClock();
    private final List<String> requests = new ArrayList<>();
    private volatile int status = 200;
    private volatile String answer = "";
    private HttpServer endpoint;
    private OwnToken token;

    @BeforeEach
    void serve() throws IOException {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestURI() + " " + body);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        endpoint.start();
        String base = "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/base/";
        token = new OwnToken(TestIam.withTokensAt(base), new ObjectMapper(), clock, ServiceTls.none());
    }

    @AfterEach
    void stop() {
        endpoint.stop(0);
    }

    @Test
    void fetchesOnceAndKeepsUntilShortlyBeforeTheEnd() throws IOException {
        issue("one", Duration.ofHours(1));

        assertThat(token.bearer()).isEqualTo("Bearer one");
        assertThat(token.bearer()).isEqualTo("Bearer one");
        assertThat(requests)
                .containsExactly("/base/identity/token grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey"
                        + "&apikey=an+api+key+%2B%26%3D+that+needs+encoding");

        // When
        issue("two", Duration.ofHours(2));
        clock.advance(Duration.ofMinutes(59).plusSeconds(1));

        // Then
        assertThat(token.bearer()).isEqualTo("Bearer two");
    }

    @Test
    void fetchesAgainAfterItWasRefused() throws IOException {
        issue("one", Duration.ofHours(1));
        token.bearer();
        issue("two", Duration.ofHours(1));

        token.forget();

        assertThat(token.bearer()).isEqualTo("Bearer two");
    }

    @Test
    void usesATokenToItsEndWhileTheEndpointIsAway() throws IOException {
        issue("one", Duration.ofHours(1));
        token.bearer();
        status = 503;

        clock.advance(Duration.ofMinutes(59).plusSeconds(30));
        assertThat(token.bearer()).isEqualTo("Bearer one");

        clock.advance(Duration.ofSeconds(31));
        assertThatThrownBy(token::bearer).isInstanceOf(IOException.class).hasMessageContaining("503");
    }

    @Test
    void doesNotAskAgainForASecondAfterAFailure() {
        status = 500;
        assertThatThrownBy(token::bearer).isInstanceOf(IOException.class).hasMessageContaining("500");

        assertThatThrownBy(token::bearer).isInstanceOf(IOException.class).hasMessageContaining("500");
        assertThat(requests).hasSize(1);

        // When
        issue("one", Duration.ofHours(1));
        clock.advance(Duration.ofMillis(1_001));

        // Then
        assertThat(catchThrowable(token::bearer)).isNull();
    }

    @Test
    void refusesAnAnswerWithoutATokenAndQuotesNothingOfIt() {
        for (String odd :
                List.of("secret-token", "{\"expiration\":1}", "{\"access_token\":\"secret-token\"}", "[]", "")) {
            status = 200;
            answer = odd;
            clock.advance(Duration.ofSeconds(2));

            Throwable failure = catchThrowable(token::bearer);

            assertThat(failure).as(odd).isInstanceOf(IOException.class).hasNoCause();
            assertThat(failure.getMessage()).doesNotContain("secret");
        }
    }

    private void issue(String value, Duration lifetime) {
        status = 200;
        answer = "{\"access_token\":\"%s\",\"expiration\":%d}"
                .formatted(value, clock.instant().plus(lifetime).getEpochSecond());
    }
}
