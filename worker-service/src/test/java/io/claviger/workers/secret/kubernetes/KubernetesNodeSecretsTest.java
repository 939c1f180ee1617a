package io.claviger.workers.secret.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.claviger.kit.caller.IamConfig;
import io.claviger.kit.caller.OwnToken;
import io.claviger.kit.tls.ServiceTls;
import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.secret.SecretName;
import io.claviger.workers.secret.SecretRefusedException;
import io.claviger.workers.secret.SecretUnreachableException;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out to a cluster's API and what its answers mean; the answers are master-service's own, word for word. */
class KubernetesNodeSecretsTest {

    private static final ClusterId CLUSTER = new ClusterId("c0000000000000000001");
    private static final WorkerId WORKER = new WorkerId("kube-c0000000000000000001-One-default-0000000a");
    private static final SecretName NAME = SecretName.of(WORKER.value());
    private static final String SECRET =
            "/clusters/c0000000000000000001/api/v1/namespaces/kube-system/secrets/luks-kube-c0000000000000000001-one-default-0000000a";

    private static final String DISABLED = """
            {"kind":"Status","apiVersion":"v1","status":"Failure","message":"secrets \\"luks\\" is forbidden: root key crn:1 is\
             disabled (state 2, Suspended) since 2026-01-01T00:00:00Z; enable the key to use it again","reason":"Forbidden",
             "details":{"kind":"secrets","causes":[{"reason":"KeyDisabled","message":"root key crn:1"}]},"code":403}
            """;
    private static final String NO_SECRET = """
            {"kind":"Status","status":"Failure","message":"secrets \\"luks\\" not found","reason":"NotFound",
             "details":{"name":"luks","kind":"secrets"},"code":404}
            """;
    private static final String NO_CLUSTER = """
            {"kind":"Status","status":"Failure","message":"clusters \\"c\\" not found","reason":"NotFound",
             "details":{"name":"c","kind":"clusters"},"code":404}
            """;

    private record Prepared(int status, String body) {}

    private final List<String> requests = new ArrayList<>();
    private final Queue<Prepared> answers = new ArrayDeque<>();
    private HttpServer server;
    private KubernetesNodeSecrets secrets;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/identity/token",
                exchange -> send(exchange, new Prepared(200, "{\"access_token\":\"own\",\"expiration\":4102444800}")));
        server.createContext("/clusters", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            send(exchange, answers.remove());
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        SmallRyeConfig config = MasterSettings.at(url);
        ObjectMapper json = new ObjectMapper();
        OwnToken token =
                new OwnToken(config.getConfigMapping(IamConfig.class), json, Clock.systemUTC(), ServiceTls.none());
        secrets = new KubernetesNodeSecrets(
                new ClusterApi(config.getConfigMapping(ClustersConfig.class), token, json, ServiceTls.none()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void appliesWhatIsToBeKept() {
        answer(201, "{}");

        secrets.keep(CLUSTER, NAME, WORKER, "sealed");

        assertThat(requests)
                .singleElement()
                .asString()
                .startsWith("PATCH " + SECRET + "?fieldManager=worker-service&force=true Bearer own {")
                .contains("\"sealed-passphrase\":\"c2VhbGVk\"")
                .contains("\"type\":\"claviger.io/luks\"")
                .contains("\"claviger.io/worker\":\"" + WORKER + "\"");
    }

    @Test
    void findsWhatWasKept() {
        answer(200, "{\"data\":{\"sealed-passphrase\":\"c2VhbGVk\"}}");

        assertThat(secrets.find(CLUSTER, NAME)).contains("sealed");
        assertThat(requests).singleElement().asString().startsWith("GET " + SECRET + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\":{}}", "{\"data\":{\"sealed-passphrase\":\"??\"}}", "[]"})
    void findsNothingInASecretThatSomebodyEmptied(String secret) {
        answer(200, secret);

        assertThat(secrets.find(CLUSTER, NAME)).isEmpty();
    }

    @Test
    void tellsASecretThatIsGoneFromAClusterThatIsNotThere() {
        answer(404, NO_SECRET);
        assertThat(secrets.find(CLUSTER, NAME)).isEmpty();

        answer(404, NO_CLUSTER);
        assertThatThrownBy(() -> secrets.find(CLUSTER, NAME))
                .isInstanceOf(SecretUnreachableException.class)
                .hasMessage("clusters \"c\" not found");

        answer(404, NO_CLUSTER);
        assertThatThrownBy(() -> secrets.keep(CLUSTER, NAME, WORKER, "sealed"))
                .isInstanceOf(SecretUnreachableException.class);
    }

    @Test
    void saysWhichKeyIsDisabledAndWhatWouldCureIt() {
        answer(403, DISABLED);

        assertThatThrownBy(() -> secrets.find(CLUSTER, NAME))
                .isInstanceOfSatisfying(SecretRefusedException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo("KeyDisabled");
                    assertThat(refused).hasMessageContaining("crn:1 is disabled (state 2, Suspended) since");
                });
    }

    @Test
    void needsNothingToBeThereThatIsToBeDropped() {
        answer(404, NO_SECRET);
        secrets.drop(CLUSTER, NAME);
        answer(404, NO_CLUSTER);
        secrets.drop(CLUSTER, NAME);

        assertThat(requests).hasSize(2).allMatch(request -> request.startsWith("DELETE " + SECRET + " "));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 408, 429, 500, 503})
    void triesAgainWhatMayPass(int status) {
        answer(status, "{\"message\":\"not now\"}");

        assertThatThrownBy(() -> secrets.keep(CLUSTER, NAME, WORKER, "sealed"))
                .isInstanceOf(SecretUnreachableException.class)
                .hasMessage("not now");
    }

    @Test
    void takesANewTokenOnce() {
        answer(401, "{}");
        answer(200, "{}");

        secrets.keep(CLUSTER, NAME, WORKER, "sealed");

        assertThat(requests).hasSize(2);
    }

    @Test
    void quotesNothingOfAnAnswerThatIsNoJson() {
        answer(200, "secret");

        assertThatThrownBy(() -> secrets.find(CLUSTER, NAME))
                .isInstanceOf(SecretUnreachableException.class)
                .hasMessageNotContaining("secret\"")
                .hasNoCause();
    }

    @Test
    void saysThatNobodyListens() {
        server.stop(0);

        assertThatThrownBy(() -> secrets.find(CLUSTER, NAME))
                .isInstanceOf(SecretUnreachableException.class)
                .hasMessageStartingWith("the cluster's API cannot be reached")
                .hasMessageNotContaining("null");
    }

    private void answer(int status, String body) {
        answers.add(new Prepared(status, body));
    }

    private static void send(HttpExchange exchange, Prepared answer) throws IOException {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
