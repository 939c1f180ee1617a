package io.claviger.masters.kubernetes.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.claviger.kit.caller.IamConfig;
import io.claviger.kit.tls.ServiceTls;
import io.claviger.masters.kubernetes.login.TokenExchange.Exchanged;
import io.claviger.testkit.Patience;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes to IAM's token endpoint, and what its answers mean. */
class IamTokensTest {

    private final BlockingQueue<String> forms = new LinkedBlockingQueue<>();
    private int status = 200;
    private String answer = "{\"access_token\":\"a.b.c\",\"expires_in\":3600}";

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private HttpServer iam;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private IamTokens tokens;

    @BeforeEach
    void listen() throws IOException {
        iam = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        iam.createContext("/identity/token", exchange -> {
            forms.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        iam.start();
        String url = "http://127.0.0.1:" + iam.getAddress().getPort();
        IamConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(IamConfig.class)
                .withDefaultValue("claviger.iam.url", url)
                .build()
                .getConfigMapping(IamConfig.class);
        tokens = new IamTokens(config, new ObjectMapper(), ServiceTls.none());
    }

    @AfterEach
    void stop() {
        iam.stop(0);
    }

    @Test
    void changesAnApiKeyForAToken() throws InterruptedException {
        Exchanged exchanged = answered(new BasicCredentials("apikey", "a&b="));

        assertThat(exchanged).isEqualTo(new Exchanged.Token("a.b.c", 3600));
        assertThat(exchanged.toString()).doesNotContain("a.b.c");
        assertThat(forms.take())
                .isEqualTo("grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=a%26b%3D");
    }

    /** Where the machine stood still for longer than the service waits, IAM was away; then it is asked again. */
    private Exchanged answered(BasicCredentials credentials) {
        return Patience.await().until(() -> tokens.exchange(credentials), now -> !now.equals(new Exchanged.Away()));
    }

    @Test
    void tellsARefusalFromAnIamThatIsAway() {
        status = 400;
        assertThat(answered(new BasicCredentials("apikey", "wrong"))).isEqualTo(new Exchanged.Refused());
        forms.clear();
        assertThat(tokens.exchange(new BasicCredentials("root", "wrong"))).isEqualTo(new Exchanged.Refused());
        assertThat(forms).isEmpty();

        status = 503;
        assertThat(tokens.exchange(new BasicCredentials("apikey", "right"))).isEqualTo(new Exchanged.Away());
        status = 200;
        answer = "secret that is not JSON";
        assertThat(tokens.exchange(new BasicCredentials("apikey", "right"))).isEqualTo(new Exchanged.Away());
        iam.stop(0);
        assertThat(tokens.exchange(new BasicCredentials("apikey", "right"))).isEqualTo(new Exchanged.Away());
    }

    @Test
    void readsOnlyWholeBasicCredentialsAndShowsNoPassword() {
        assertThat(BasicCredentials.parse("Basic YXBpa2V5OmE6Yg==")).hasValueSatisfying(credentials -> {
            assertThat(credentials).isEqualTo(new BasicCredentials("apikey", "a:b"));
            assertThat(credentials.toString()).isEqualTo("BasicCredentials[apikey]");
        });
        assertThat(BasicCredentials.parse("basic YXBpa2V5Og==")).isPresent();
        assertThat(BasicCredentials.parse("Basic YXBpa2V5")).isEmpty();
        assertThat(BasicCredentials.parse("Basic ???")).isEmpty();
        assertThat(BasicCredentials.parse("Bearer YXBpa2V5OmE=")).isEmpty();
        assertThat(BasicCredentials.parse(null)).isEmpty();
    }
}
