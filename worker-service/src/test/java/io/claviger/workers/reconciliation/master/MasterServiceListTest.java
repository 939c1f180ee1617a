package io.claviger.workers.reconciliation.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.claviger.kit.caller.IamConfig;
import io.claviger.kit.caller.OwnToken;
import io.claviger.kit.tls.ServiceTls;
import io.claviger.workers.reconciliation.ClusterPage;
import io.claviger.workers.reconciliation.ListUnreachableException;
import io.claviger.workers.secret.kubernetes.ClustersConfig;
import io.claviger.workers.secret.kubernetes.MasterSettings;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers word for word as master-service gives them, and such as nothing may follow from. */
class MasterServiceListTest {

    private static final String ONE = """
            {"cluster":{"clusterId":"c0000000000000000001","crn":"crn:v1:a","name":"shop","accountId":"a","provider":"classic",
             "version":"1.32.1","state":"normal","masterStatus":"Ready","revision":7},"deleted":true,
             "defaultPool":{"name":"","flavor":"b3c.4x16","workerCount":2,"zones":[{"id":"dal10"}],"labels":{}}}""";

    private final List<String> requests = new ArrayList<>();
    private int status = 200;
    private String body = "";
    private HttpServer server;
    private MasterServiceList list;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/identity/token",
                exchange -> send(exchange, 200, "{\"access_token\":\"own\",\"expiration\":4102444800}"));
        server.createContext("/claviger", exchange -> {
            requests.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            send(exchange, status, body);
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        SmallRyeConfig config = MasterSettings.at(url);
        ObjectMapper json = new ObjectMapper();
        list = new MasterServiceList(
                config.getConfigMapping(ClustersConfig.class),
                new OwnToken(config.getConfigMapping(IamConfig.class), json, Clock.systemUTC(), ServiceTls.none()),
                json,
                ServiceTls.none());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void readsAPageAndWhereTheNextOneBegins() {
        // Given
        body = "{\"clusters\":[" + ONE + "],\"next\":\"c0000000000000000001\"}";

        // When
        ClusterPage page = list.page("b", 500);

        // Then
        assertThat(requests).containsExactly("/claviger/v1/clusters?limit=500&after=b Bearer own");
        assertThat(page.next()).isEqualTo("c0000000000000000001");
        assertThat(page.clusters()).singleElement().satisfies(listed -> {
            assertThat(listed.deleted()).isTrue();
            assertThat(listed.cluster().revision()).isEqualTo(7);
            assertThat(listed.defaultPool()).isNotNull();
        });
        assertThat(list.one("c0000000000000000001")).isPresent();
        assertThat(list.one("c0000000000000000002")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            500 | {}
            403 | {"code":"A0008"}
            404 | {"clusters":[]}
            302 | ``
            200 | ``
            200 | null
            200 | {}
            200 | []
            200 | {"clusters":null}
            200 | {"clusters":[null]}
            200 | {"clusters":[{"deleted":true}]}
            200 | {"clusters":[{"cluster":{"clusterId":"c0000000000000000001"}}]}
            200 | {"clusters":[
            200 | {"clusters":[],"next":"a"}
            200 | <html>the front door is there, the service is not</html>
            """)
    void learnsNothingFromWhatIsNoList(int answered, String answer) {
        status = answered;
        body = answer;

        assertThatThrownBy(() -> list.page("b", 2)).isInstanceOf(ListUnreachableException.class);
    }

    @Test
    void learnsNothingFromNobody() {
        server.stop(0);

        assertThatThrownBy(() -> list.page("", 2)).isInstanceOf(ListUnreachableException.class);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
