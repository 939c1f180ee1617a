package io.claviger.keys.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.keys.fuzz.OddRequests.Request;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.Wire;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every endpoint of the document, called as nobody should: never a 5xx, always the contract's error body with a status that
 * the document names, and a refusal changes nothing. Everyone's build makes the same calls; {@code -Dclaviger.fuzz.seed=new}
 * looks for faults elsewhere and prints the seed that repeats the run, {@code -Dclaviger.fuzz.for} (a duration) makes it longer.
 */
@QuarkusTest
class ApiFuzzTest {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head");
    /** Answered before an operation is known: no such path, too long a one, too large a header. */
    private static final Set<Integer> OF_ANY_REQUEST = Set.of(400, 404, 405, 414, 431);

    private static final int CALLS_PER_INSTANCE = 60;
    private static final int MOST_SHOWN = 12;

    @TestHTTPResource("/")
    @Nullable
    URI url;

    private final long seed = seed(System.getProperty("claviger.fuzz.seed", "20260601"));
    private final Random random = new Random(seed);
    private final Map<String, String> faults = new TreeMap<>();

    private static long seed(String named) {
        return named.equals("new") ? System.nanoTime() : Long.parseLong(named);
    }

    record Target(String method, String path, JsonNode operation) {}

    @Test
    void neverFailsAndNeverChangesWhatItRefuses() throws Exception {
        Duration time = Duration.parse(System.getProperty("claviger.fuzz.for", "PT20S"));
        System.out.println("fuzz seed=" + seed);
        Wire wire = new Wire(Objects.requireNonNull(url));
        JsonNode document =
                wire.send("GET", "/q/openapi?format=json", Map.of(), null).json();
        OddRequests requests = new OddRequests(document, random);
        List<Target> targets = targets(document);
        long end = System.nanoTime() + time.toNanos();
        int calls = 0;
        int refused = 0;
        try (Changes changes = new Changes()) {
            while (System.nanoTime() < end) {
                Fixture fixture = Fixture.make();
                String before = changes.of(fixture.kms().instance());
                for (int i = 0; i < CALLS_PER_INSTANCE && System.nanoTime() < end; i++, calls++) {
                    Target target = targets.get(calls % targets.size());
                    // A new import token is a new RSA key: seconds, not milliseconds.
                    if (target.path().endsWith("/import_token")
                            && target.method().equals("POST")
                            && calls % 10 != 0) {
                        continue;
                    }
                    Request request = requests.of(
                            target.method(),
                            target.path(),
                            target.operation(),
                            fixture.known(),
                            fixture.headers(random));
                    Wire.Answer answer = wire.send(request.method(), request.path(), request.headers(), request.body());
                    String after = changes.of(fixture.kms().instance());
                    judge(target, request, answer, before.equals(after));
                    before = after;
                    refused += answer.status() >= 400 ? 1 : 0;
                }
            }
        }
        System.out.println("fuzz calls=" + calls + " refused=" + refused + " operations=" + targets.size());
        assertThat(faults.values().stream().limit(MOST_SHOWN))
                .as("seed " + seed)
                .isEmpty();
        assertThat(calls).as("calls").isGreaterThan(targets.size());
        assertThat(refused).as("refusals of " + calls + " calls").isBetween(calls / 4, calls - 1);
    }

    private static List<Target> targets(JsonNode document) {
        List<Target> targets = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> each : path.getValue().properties()) {
                if (METHODS.contains(each.getKey())) {
                    targets.add(new Target(each.getKey().toUpperCase(Locale.ROOT), path.getKey(), each.getValue()));
                }
            }
        }
        return targets;
    }

    private void judge(Target target, Request request, Wire.Answer answer, boolean same) {
        String fault = fault(target, answer, same);
        if (fault != null) {
            String where = target.method() + " " + target.path() + ": " + fault;
            String body = new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
            faults.putIfAbsent(where, where + "\n   " + request + "\n   " + answer.status() + " " + body);
        }
    }

    private static @Nullable String fault(Target target, Wire.Answer answer, boolean same) {
        int status = answer.status();
        if (status >= 500) {
            return "answered " + status;
        }
        boolean documented = target.operation().path("responses").has(Integer.toString(status));
        if (!documented && !OF_ANY_REQUEST.contains(status)) {
            return status + " is not in the document";
        }
        if (answer.headers().firstValue("Correlation-Id").isEmpty()) {
            return "no Correlation-Id with " + status;
        }
        if (status < 400) {
            return null;
        }
        if (!same) {
            return "changed something although it refused with " + status;
        }
        return target.method().equals("HEAD") ? null : badRefusal(target, answer);
    }

    private static @Nullable String badRefusal(Target target, Wire.Answer answer) {
        JsonNode body = answer.json();
        boolean good = target.path().startsWith("/v2")
                ? controllers(body, answer.status())
                : keyProtects(body, answer.status());
        return good ? null : "not the contract's error body with " + answer.status();
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

    /** An instance with a key of each kind, and who may call. */
    record Fixture(Kms kms, Map<String, List<String>> known, List<String> tokens) {

        static Fixture make() {
            Kms kms = Kms.newInstance();
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
            String purger =
                    TestTokens.user(kms.account(), "IBMid-other", Map.of("kms", List.of("Manager", "KeyPurge")));
            String reader = TestTokens.user(kms.account(), "IBMid-reader", Map.of("kms", List.of("Reader")));
            return new Fixture(
                    kms,
                    known,
                    List.of(kms.token(), kms.token(), purger, TestTokens.service("master-service"), reader));
        }

        Map<String, String> headers(Random random) {
            String token = tokens.get(random.nextInt(tokens.size()));
            return Map.of("Authorization", "Bearer " + token, "Bluemix-Instance", kms.instance());
        }
    }
}
