package io.claviger.kit.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.claviger.kit.testing.Bus;
import io.claviger.testkit.Patience;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes to the edge leaves it in the path's dialect, with the correlation id. */
@QuarkusTest
class EdgeTest {

    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Test
    void answersAnUnknownPathInTheDialectOfThePath() {
        given().header("Correlation-Id", "mine")
                .get("/nothing/here")
                .then()
                .statusCode(404)
                .header("Correlation-Id", "mine")
                .header("X-Correlation-Id", "mine")
                .body("message", equalTo("There is nothing at /nothing/here."))
                .body("correlationId", equalTo("mine"));
        given().header("Correlation-Id", "mine")
                .get("/other/here")
                .then()
                .statusCode(404)
                .body("code", equalTo("NO_SUCH_PATH"))
                .body("id", equalTo("mine"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/kit/echo;a=b", "/kit;/echo", "/nothing/%25/a;b=c", "/kit/echo;"})
    void knowsNoMatrixParameters(String path) {
        given().urlEncodingEnabled(false)
                .header("Correlation-Id", "mine")
                .body("{\"name\":\"n\"}")
                .post(path)
                .then()
                .statusCode(404)
                .header("Correlation-Id", "mine")
                .body(containsString("There is nothing at " + path + "."));
    }

    @Test
    void answersAMethodThatAPathDoesNotHave() {
        given().delete("/kit/echo").then().statusCode(405).body("message", containsString("/kit/echo"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "application/vnd.ibm.kms.key+json", "x/y; z=1", ""})
    void readsABodyOfAnyContentType(String type) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/kit/echo"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"n\"}"));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }

        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.body()).contains("\"name\":\"n\"");
        }
    }

    @Test
    void refusesABadBodyAndNamesTheField() {
        given().body("{\"name\":\"secret\",\"count\":\"secret\"}")
                .post("/kit/echo")
                .then()
                .statusCode(400)
                .body("message", containsString("'count'"))
                .body(not(containsString("secret")));
        given().post("/kit/echo").then().statusCode(400).body("message", containsString("required"));
    }

    @Test
    void refusesABodyThatAnnouncesToBeTooLarge() {
        given().header("Correlation-Id", "mine")
                .body(new byte[5 << 20])
                .post("/kit/echo")
                .then()
                .statusCode(413)
                .header("Correlation-Id", "mine")
                .body("message", containsString("larger than"));
    }

    @Test
    void refusesABodyThatTurnsOutToBeTooLarge() throws Exception {
        assertThat(chunked(5 << 20)).startsWith("HTTP/1.1 413").contains("larger than");
        assertThat(chunked(17 << 20)).startsWith("HTTP/1.1 413").contains("larger than");
    }

    @Test
    void hidesABugButNotTheCorrelationId() {
        given().header("Correlation-Id", "mine")
                .get("/kit/fail/bug")
                .then()
                .statusCode(500)
                .header("Correlation-Id", "mine")
                .body("correlationId", equalTo("mine"))
                .body(not(containsString("secret")));
    }

    @Test
    void saysThatAnOutagePasses() {
        given().get("/kit/fail/database").then().statusCode(503).body("message", containsString("try again"));
    }

    @Test
    void leavesAnAnswerAloneThatIsOne() {
        given().redirects().follow(false).get("/kit/fail/redirect").then().statusCode(303);
        given().get("/kit/fail/answered").then().statusCode(418).body(equalTo("short and stout"));
        given().get("/kit/fail/406").then().statusCode(406).body("message", containsString("understood"));
    }

    @Test
    void carriesTheCorrelationIdToTheVirtualThread() {
        given().header("X-Correlation-Id", "mine")
                .body("{}")
                .post("/kit/echo")
                .then()
                .statusCode(200)
                .header("Correlation-Id", "mine")
                .body("correlationId", equalTo("mine"));
    }

    @Test
    void makesACorrelationIdWhereThereIsNone() {
        given().body("{}")
                .post("/kit/echo")
                .then()
                .header("Correlation-Id", matchesPattern(UUID))
                .body("correlationId", matchesPattern(UUID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>", "a b", "{\"a\":1}", "${x}", "%0d%0aSet-Cookie:x"})
    void replacesAHostileCorrelationId(String id) {
        given().header("Correlation-Id", id)
                .body("{}")
                .post("/kit/echo")
                .then()
                .header("Correlation-Id", matchesPattern(UUID))
                .body("correlationId", matchesPattern(UUID));
    }

    @Test
    void refusesACallerWithoutAToken() {
        given().get("/kit/who").then().statusCode(401).body("message", containsString("Authorization"));
        given().auth()
                .oauth2(TestTokens.user(TestTokens.ACCOUNT, "IBMid-1", Map.of()))
                .get("/kit/who")
                .then()
                .statusCode(200)
                .body(equalTo("IBMid-1"));
    }

    @Test
    void recordsWhoCalledFromWhereAndForgetsEndlessNames() {
        String id = "correlation-" + System.nanoTime();

        given().auth()
                .oauth2(TestTokens.service("master-service"))
                .header("Correlation-Id", id)
                .header("User-Agent", "a".repeat(4_000))
                .post("/kit/act")
                .then()
                .statusCode(200);

        Patience.await()
                .untilAsserted(() -> assertThat(Bus.records(
                                "claviger.activity.v1",
                                record -> new String(record.value(), StandardCharsets.UTF_8).contains(id)))
                        .singleElement()
                        .satisfies(record -> assertThat(new String(record.value(), StandardCharsets.UTF_8))
                                .contains("iam-ServiceId-master-service", "127.0.0.1", "\"kit.thing.do\"")
                                .hasSizeLessThan(2_000)));
    }

    private String chunked(int size) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            var out = socket.getOutputStream();
            out.write("POST /kit/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = new byte[1 << 16];
            try {
                for (int written = 0; written < size; written += chunk.length) {
                    out.write("10000\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.write(chunk);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            } catch (java.io.IOException e) {
                // The server has answered already and reads no more.
            }
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            while (!answer.toString(StandardCharsets.UTF_8).contains("}")) {
                int read = socket.getInputStream().read(buffer);
                if (read < 0) {
                    break;
                }
                answer.write(buffer, 0, read);
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }
}
