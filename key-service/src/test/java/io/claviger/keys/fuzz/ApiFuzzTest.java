package io.claviger.keys.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.keys.support.Kms;
import io.claviger.testkit.TestTokens;
import io.claviger.testkit.fuzz.ApiFuzz;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
class ApiFuzzTest extends ApiFuzz {

    private @Nullable InstanceRows rows;
    private String instance = "";

    @BeforeEach
    void connect() throws SQLException {
        rows = new InstanceRows();
    }

    @AfterEach
    void disconnect() throws SQLException {
        Objects.requireNonNull(rows).close();
    }

    /** An instance with a key of each kind, and who may call. */
    @Override
    protected World world() {
        Kms kms = Kms.newInstance();
        instance = kms.instance();
        String root = kms.createRootKey("fuzzed");
        String gone = kms.createRootKey("gone");
        kms.request().delete("/api/v2/keys/" + gone).then().statusCode(204);
        String standard = kms.request()
                .body(Kms.createBody("\"name\":\"standard\",\"extractable\":true,\"aliases\":[\"second-name\"]"))
                .post("/api/v2/keys")
                .path("resources[0].id");
        kms.request().post("/api/v2/key_rings/payments").then().statusCode(201);
        String crn = "crn:v1:bluemix:public:containers-kubernetes:local:a/acc:c1::";
        Map<String, List<String>> known = Map.of(
                "key", List.of(root, root, standard, "second-name", gone),
                "alias", List.of("second-name", "third-name"),
                "ring", List.of("payments", "default"),
                "crn", List.of(crn),
                "version", List.of(root, UUID.randomUUID().toString()),
                "id", List.of(kms.instance()));
        String purger = TestTokens.user(kms.account(), "IBMid-other", Map.of("kms", List.of("Manager", "KeyPurge")));
        String reader = TestTokens.user(kms.account(), "IBMid-reader", Map.of("kms", List.of("Reader")));
        List<Map<String, String>> callers = Stream.of(
                        kms.token(), kms.token(), purger, TestTokens.service("master-service"), reader)
                .map(token -> headers(token, kms.instance()))
                .toList();
        List<Map<String, String>> lost = List.of(
                Map.of("Authorization", "Bearer " + kms.token()),
                headers(kms.token(), "00000000-0000-4000-8000-000000000000"));
        return new World(
                known,
                Stream.of(callers, callers, callers, lost).flatMap(List::stream).toList());
    }

    private static Map<String, String> headers(String token, String instance) {
        return Map.of("Authorization", "Bearer " + token, "Bluemix-Instance", instance);
    }

    @Override
    protected String rows() {
        try {
            return Objects.requireNonNull(rows).of(instance);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new import token is a new RSA key: seconds, not milliseconds. */
    @Override
    protected boolean leavesOut(Target target, int call) {
        return target.path().endsWith("/import_token") && target.method().equals("POST") && call % 10 != 0;
    }

    @Override
    protected Duration time() {
        return Duration.ofSeconds(15);
    }

    @Override
    protected boolean isRefusal(Target target, int status, JsonNode body) {
        return target.path().startsWith("/v2") ? controllers(body, status) : keyProtects(body, status);
    }

    private static boolean controllers(JsonNode body, int status) {
        return body.path("status_code").asInt() == status
                && !body.path("message").asText().isBlank()
                && !body.path("error_code").asText().isBlank()
                && body.has("transaction_id");
    }

    private static boolean keyProtects(JsonNode body, int status) {
        JsonNode resource = body.at("/resources/0");
        String said = resource.path("errorMsg").asText();
        boolean enveloped = body.at("/metadata/collectionType").asText().equals("application/vnd.ibm.kms.error+json")
                && body.at("/metadata/collectionTotal").asInt() == 1;
        if (status == 401) {
            return enveloped && !said.isBlank() && !resource.has("reasons");
        }
        JsonNode reason = resource.at("/reasons/0");
        String code = reason.path("code").asText();
        return enveloped
                && code.matches("[A-Z][A-Z_]+")
                && said.endsWith("(" + code + ")")
                && reason.path("status").asInt() == status
                && !reason.path("message").asText().isBlank();
    }
}
