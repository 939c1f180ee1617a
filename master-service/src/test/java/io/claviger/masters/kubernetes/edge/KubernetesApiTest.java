package io.claviger.masters.kubernetes.edge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.CoreMatchers.either;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.kubernetes.body.ProtobufText;
import io.claviger.masters.sql.Sql;
import io.claviger.testkit.TestTokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What kubectl does not ask for, or hides: answers by HTTP. */
@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
class KubernetesApiTest {

    private static final String SECRETS = "/api/v1/namespaces/default/secrets";
    private static final String MERGE = "application/merge-patch+json";

    @Inject
    ObjectStore store;

    @Inject
    SecretRewrites rewrites;

    @Inject
    TestSealing sealing;

    @Inject
    MeterRegistry meters;

    @Inject
    Sql sql;

    private ClusterId cluster = new ClusterId(TestClusters.ABSENT);

    @BeforeEach
    void openCluster() {
        cluster = OpenClusters.open(store);
    }

    @Test
    void takesABodyThatSaysNothingOfItsType() {
        given().header("Authorization", "Bearer " + manager())
                .body("{\"metadata\":{\"name\":\"a\"},\"stringData\":{\"k\":\"v\"}}")
                .contentType("text/plain")
                .post(url(SECRETS))
                .then()
                .statusCode(201)
                .body("kind", equalTo("Secret"))
                .body("data.k", equalTo("dg=="))
                .body("stringData", nullValue())
                .body("metadata.namespace", equalTo("default"))
                .body("metadata.uid", notNullValue())
                .body("metadata.resourceVersion", equalTo("4"));
    }

    @Test
    void takesProtobufAndAnswersJson() {
        byte[] body = ProtobufText.envelope(
                "Secret",
                ProtobufText.message()
                        .message(1, ProtobufText.message().text(1, "proto").text(3, ""))
                        .message(2, ProtobufText.message().text(1, "k").text(2, "v"))
                        .build());

        caller().contentType("application/vnd.kubernetes.protobuf")
                .accept("application/vnd.kubernetes.protobuf,application/json")
                .body(body)
                .post(url(SECRETS + "?fieldManager=kubectl-create&fieldValidation=Strict"))
                .then()
                .statusCode(201)
                .contentType("application/json")
                .body("data.k", equalTo("dg=="));
    }

    @Test
    void refusesAProtobufBodyThatIsCutOffAnywhere() {
        byte[] whole = ProtobufText.envelope(
                "Secret",
                ProtobufText.message()
                        .message(1, ProtobufText.message().text(1, "cut").text(3, ""))
                        .message(2, ProtobufText.message().text(1, "k").text(2, "v"))
                        .build());
        for (int length = 0; length < whole.length; length++) {
            var answer = caller().contentType("application/vnd.kubernetes.protobuf")
                    .body(Arrays.copyOf(whole, length))
                    .post(url(SECRETS + "?dryRun=All"));

            // A message that ends after a whole field is a whole message: without a name or its end, both optional to
            // protobuf.
            if (answer.statusCode() != 201) {
                answer.then()
                        .statusCode(either(equalTo(400)).or(equalTo(422)))
                        .body("kind", equalTo("Status"))
                        .body("code", equalTo(answer.statusCode()));
            }
        }
        refused(
                        caller().contentType("application/vnd.kubernetes.protobuf")
                                .body(Arrays.copyOf(whole, whole.length / 2))
                                .post(url(SECRETS))
                                .then(),
                        400,
                        "BadRequest")
                .body("message", containsString("malformed protobuf message"));
        refused(
                caller().contentType("application/vnd.kubernetes.protobuf")
                        .body(Arrays.copyOf(whole, whole.length / 2))
                        .delete(url(SECRETS + "/none"))
                        .then(),
                400,
                "BadRequest");
    }

    @Test
    void refusesInTheFormOfAStatus() {
        create("a", "{}");

        refused(caller().get(url(SECRETS + "/none")).then(), 404, "NotFound")
                .body("message", equalTo("secrets \"none\" not found"))
                .body("details.name", equalTo("none"))
                .body("details.kind", equalTo("secrets"));
        refused(caller().get(url("/api/v1/pods")).then(), 404, "NotFound")
                .body("message", equalTo("the server could not find the requested resource"));
        refused(
                caller().post(url("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"))
                        .then(),
                404,
                "NotFound");
        refused(post(SECRETS, "{\"metadata\":{\"name\":\"a\"}}"), 409, "AlreadyExists")
                .body("message", equalTo("secrets \"a\" already exists"));
        refused(post("/api/v1/namespaces/none/secrets", "{\"metadata\":{\"name\":\"a\"}}"), 404, "NotFound")
                .body("message", equalTo("namespaces \"none\" not found"));
        refused(post(SECRETS, "{\"metadata\":{\"name\":\"B\"}}"), 422, "Invalid")
                .body("details.kind", equalTo("Secret"))
                .body("details.causes[0].reason", equalTo("FieldValueInvalid"))
                .body("details.causes[0].field", equalTo("metadata.name"));
        refused(post(SECRETS, "{\"metadata\":"), 400, "BadRequest");
        refused(post(SECRETS, "{\"metadata\":{\"name\":\"x\"},\"data\":{\"k\":\"!\"}}"), 400, "BadRequest")
                .body("message", containsString("illegal base64 data at input byte 0"));
        refused(post("/api/v1/secrets", "{}"), 405, "MethodNotAllowed");
        refused(caller().delete(url("/api/v1/secrets")).then(), 405, "MethodNotAllowed");
        refused(caller().delete(url("/api/v1/namespaces")).then(), 405, "MethodNotAllowed");
        refused(caller().get(url(SECRETS + "?resourceVersion=x")).then(), 400, "BadRequest");
        refused(caller().get(url(SECRETS + "?resourceVersion=999999")).then(), 410, "Expired");
        refused(
                caller().get(url(SECRETS + "?resourceVersion=1&resourceVersionMatch=Exact"))
                        .then(),
                410,
                "Expired");
        refused(caller().get(url(SECRETS + "?resourceVersionMatch=Exact")).then(), 422, "Invalid");
        refused(
                caller().body("{}")
                        .contentType("application/json")
                        .patch(url(SECRETS + "/a"))
                        .then(),
                415,
                "UnsupportedMediaType");
        refused(
                caller().accept("application/vnd.kubernetes.protobuf")
                        .get(url(SECRETS + "/a"))
                        .then(),
                406,
                "NotAcceptable");
        refused(post(SECRETS + "?dryRun=Maybe", "{\"metadata\":{\"name\":\"x\"}}"), 422, "Invalid");
        refused(caller().get(url(SECRETS + "?limit=many")).then(), 400, "BadRequest");
        refused(caller().get(url(SECRETS + "?continue=%25")).then(), 400, "BadRequest");
        refused(caller().get(url(SECRETS + "?labelSelector=a%20b")).then(), 400, "BadRequest");
        refused(caller().get(url(SECRETS + "?fieldSelector=data.k%3Dx")).then(), 400, "BadRequest");
        refused(
                post(
                        SECRETS,
                        "{\"metadata\":{\"name\":\"big\"},\"stringData\":{\"k\":\"" + "x".repeat(1024 * 1024 + 1)
                                + "\"}}"),
                422,
                "Invalid");
        refused(post(SECRETS, " ".repeat(3 * 1024 * 1024 + 1)), 413, "RequestEntityTooLarge");
    }

    @Test
    void answersOnlyCallersOfTheClustersAccount() {
        refused(given().get(url("/api")).then(), 401, "Unauthorized")
                .body("message", containsString("The Authorization header with a bearer token is missing."));
        refused(
                given().auth()
                        .oauth2(TestTokens.foreign())
                        .get(url("/api/v1/secrets"))
                        .then(),
                401,
                "Unauthorized");
        String stranger = TestTokens.user(
                "ffffffffffffffffffffffffffffffff", "IBMid-x", Map.of("containers-kubernetes", List.of("Manager")));
        refused(given().auth().oauth2(stranger).get(url("/api/v1/namespaces")).then(), 404, "NotFound")
                .body("message", equalTo("clusters \"" + cluster + "\" not found"));
        for (String other : List.of(TestClusters.ABSENT, TestClusters.FOREIGN, "no-cluster-id")) {
            refused(caller().get("/clusters/" + other + "/api/v1/namespaces").then(), 404, "NotFound");
        }
    }

    @Test
    void describesItself() {
        given().get(url("/version")).then().statusCode(200).body("minor", equalTo("32"));
        caller().get(url("/api")).then().statusCode(200).body("versions", contains("v1"));
        caller().accept("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json")
                .get(url("/api"))
                .then()
                .statusCode(200)
                .header(
                        "Content-Type",
                        startsWith("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"))
                .body("items[0].versions[0].resources.resource", contains("namespaces", "secrets", "configmaps"));
        caller().accept("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json")
                .get(url("/apis"))
                .then()
                .statusCode(200)
                .body("items[0].metadata.name", equalTo("apps"))
                .body("items[0].versions[0].resources.responseKind.kind", contains("Deployment"));
        caller().get(url("/apis")).then().statusCode(200).body("groups.name", contains("apps"));
        caller().get(url("/apis/apps"))
                .then()
                .statusCode(200)
                .body("kind", equalTo("APIGroup"))
                .body("preferredVersion.groupVersion", equalTo("apps/v1"));
        caller().get(url("/apis/apps/v1"))
                .then()
                .statusCode(200)
                .body("groupVersion", equalTo("apps/v1"))
                .body("resources.shortNames.flatten()", contains("deploy"));
        caller().get(url("/api/v1")).then().statusCode(200).body("resources.verbs", everyItem(hasItem("watch")));
        caller().get(url("/openapi/v2"))
                .then()
                .statusCode(200)
                .header("Content-Type", equalTo("application/octet-stream"))
                .body(emptyString());
        refused(caller().get(url("/openapi/v3")).then(), 404, "NotFound");
    }

    @Test
    void pagesThroughALongList() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            create(name, "{}");
        }

        var first = caller().get(url(SECRETS + "?limit=2"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        var second = caller().get(url(SECRETS + "?limit=2&continue=" + first.getString("metadata.continue")))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        caller().delete(url(SECRETS + "/d")).then().statusCode(200);
        var third = caller().get(url(SECRETS + "?limit=2&continue=" + second.getString("metadata.continue")))
                .then()
                .extract()
                .jsonPath();

        assertThat(first.getList("items.metadata.name")).isEqualTo(List.of("a", "b"));
        assertThat(first.getInt("metadata.remainingItemCount")).isEqualTo(3);
        assertThat(second.getList("items.metadata.name")).isEqualTo(List.of("c", "d"));
        assertThat(third.getList("items.metadata.name")).isEqualTo(List.of("e"));
        assertThat(third.getString("metadata.continue")).isNull();
    }

    @Test
    void endsAPageBeforeItFillsTheMemory() {
        String large = "{\"k\":\"" + "A".repeat(1024 * 1024) + "\"}";
        for (int i = 0; i < 10; i++) {
            create("large-" + i, large);
        }

        var page = caller().get(url(SECRETS)).then().statusCode(200).extract().jsonPath();

        assertThat(page.getList("items")).hasSize(8);
        assertThat(page.getInt("metadata.remainingItemCount")).isEqualTo(2);
        assertThat(page.getString("metadata.continue")).isNotEmpty();
    }

    @Test
    void selectsByLabelsAndFields() {
        post(SECRETS, "{\"metadata\":{\"name\":\"a\",\"labels\":{\"app\":\"shop\",\"tier\":\"db\"}}}");
        post(SECRETS, "{\"metadata\":{\"name\":\"b\",\"labels\":{\"app\":\"shop\"}},\"type\":\"example.com/x\"}");
        post(SECRETS, "{\"metadata\":{\"name\":\"c\"}}");

        assertThat(names("labelSelector=app%3Dshop")).containsExactly("a", "b");
        assertThat(names("labelSelector=app%3Dshop,!tier")).containsExactly("b");
        assertThat(names("labelSelector=tier%20notin%20(db)")).containsExactly("b", "c");
        assertThat(names("fieldSelector=type%3Dexample.com/x")).containsExactly("b");
        assertThat(names("fieldSelector=metadata.name%3Dc,metadata.namespace%3Ddefault"))
                .containsExactly("c");
        assertThat(names("fieldSelector=metadata.name!%3Dc")).containsExactly("a", "b");
    }

    @Test
    void letsOneOfTwoConcurrentReplacementsWin() {
        String version = create("a", "{}");
        String body = "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"" + version + "\"},\"data\":{\"k\":\"%s\"}}";

        List<Integer> codes = concurrently(
                8,
                i -> caller().body(body.formatted("QQ" + (char) ('A' + i) + "="))
                        .put(url(SECRETS + "/a"))
                        .statusCode());

        assertThat(codes).filteredOn(code -> code == 200).hasSize(1);
        assertThat(codes).filteredOn(code -> code == 409).hasSize(7);
    }

    @Test
    void losesNoneOfManyConcurrentPatches() {
        create("a", "{}");

        List<Integer> codes = concurrently(
                6,
                i -> caller().contentType(MERGE)
                        .body("{\"data\":{\"k" + i + "\":\"QQ==\"}}")
                        .patch(url(SECRETS + "/a"))
                        .statusCode());

        assertThat(codes).containsOnly(200);
        caller().get(url(SECRETS + "/a")).then().body("data.size()", equalTo(6));
    }

    @Test
    void leavesTheVersionOfWhatDoesNotChange() {
        String version = create("a", "{\"k\":\"QQ==\"}");

        caller().contentType(MERGE)
                .body("{\"data\":{\"k\":\"QQ==\"},\"metadata\":{\"resourceVersion\":null,\"uid\":null}}")
                .patch(url(SECRETS + "/a"))
                .then()
                .statusCode(200)
                .body("metadata.resourceVersion", equalTo(version))
                .body("metadata.uid", notNullValue());
    }

    @Test
    void deletesOnlyTheObjectThatIsMeant() {
        create("a", "{}");

        refused(
                caller().body("{\"preconditions\":{\"uid\":\"other\"}}")
                        .delete(url(SECRETS + "/a"))
                        .then(),
                409,
                "Conflict");
        String uid = caller().get(url(SECRETS + "/a")).jsonPath().getString("metadata.uid");
        caller().body("{\"preconditions\":{\"uid\":\"" + uid + "\"}}")
                .delete(url(SECRETS + "/a"))
                .then()
                .statusCode(200)
                .body("status", equalTo("Success"))
                .body("details.uid", equalTo(uid));
    }

    @Test
    void warnsOfFieldsThatNobodyDeclared() {
        caller().body("{\"metadata\":{\"name\":\"a\"},\"sp\\\"ec\\r\\nX: y\":1}")
                .post(url(SECRETS))
                .then()
                .statusCode(201)
                .header("Warning", "299 - \"unknown field \\\"sp\\\"ec??X: y\\\"\"")
                .header("X", nullValue());
        refused(
                        post(SECRETS + "?fieldValidation=Strict", "{\"metadata\":{\"name\":\"b\"},\"spec\":1}"),
                        400,
                        "BadRequest")
                .body("message", containsString("strict decoding error: unknown field \"spec\""));
    }

    @Test
    void appliesYaml() {
        String text = "apiVersion: v1\nkind: Secret\nmetadata:\n  labels: {app: shop}\nstringData:\n  k: v\n";
        byte[] yaml = text.getBytes(StandardCharsets.UTF_8);

        caller().contentType("application/apply-patch+yaml")
                .body(yaml)
                .patch(url(SECRETS + "/a?fieldManager=kubectl&force=false"))
                .then()
                .statusCode(201)
                .body("data.k", equalTo("dg=="));
        caller().contentType("application/apply-patch+yaml")
                .body(text.replace("shop", "store").getBytes(StandardCharsets.UTF_8))
                .patch(url(SECRETS + "/a?fieldManager=kubectl&force=false"))
                .then()
                .statusCode(200)
                .body("metadata.labels.app", equalTo("store"));
        refused(
                caller().contentType("application/apply-patch+yaml")
                        .body(yaml)
                        .patch(url(SECRETS + "/a"))
                        .then(),
                422,
                "Invalid");
    }

    @Test
    void saysWhichKeyIsInTheWay() {
        create("a", "{}");
        String key = "crn:v1:bluemix:public:kms:eu-de:a/1:2:key:3";
        Instant since = Instant.parse("2026-05-04T03:02:01Z");
        double reads = refusals("KeyDisabled", "read");
        double writes = refusals("KeyDisabled", "write");
        double unreachable = refusals("KeyServiceUnreachable", "read");

        sealing.refuse(cluster, new KeyUnavailable.Suspended(key, "suspended", since, "enable it"));
        for (ValidatableResponse answer : List.of(
                caller().get(url(SECRETS + "/a")).then(),
                caller().get(url(SECRETS + "/none")).then(),
                caller().get(url(SECRETS)).then(),
                post(SECRETS, "{\"metadata\":{\"name\":\"b\"}}"))) {
            refused(answer, 403, "Forbidden")
                    .header("Retry-After", nullValue())
                    .body("details.causes[0].reason", equalTo("KeyDisabled"))
                    .body(
                            "message",
                            containsString("root key " + key + " is suspended since 2026-05-04T03:02:01Z; enable it"));
        }
        sealing.refuse(cluster, new KeyUnavailable.Lost(key, "deleted", since, "restore it"));
        refused(caller().get(url(SECRETS + "/a")).then(), 410, "Gone")
                .body("details.causes[0].reason", equalTo("KeyDeleted"));
        sealing.refuse(cluster, new KeyUnavailable.Unreachable(key, since));
        refused(caller().get(url(SECRETS + "/a")).then(), 503, "ServiceUnavailable")
                .header("Retry-After", nullValue())
                .body("details.causes[0].reason", equalTo("KeyServiceUnreachable"));
        caller().delete(url(SECRETS + "/a")).then().statusCode(200);
        assertThat(refusals("KeyDisabled", "read")).isEqualTo(reads + 3);
        assertThat(refusals("KeyDisabled", "write")).isEqualTo(writes + 1);
        assertThat(refusals("KeyServiceUnreachable", "read")).isEqualTo(unreachable + 1);
    }

    private double refusals(String reason, String access) {
        return meters.get("claviger.masters.secrets.refused")
                .tags("reason", reason, "access", access)
                .counter()
                .count();
    }

    @Test
    void rewritesUnderTheNewDataKeyWhatIsReplacedUnchanged() {
        // Given
        String version = create("a", "{\"k\":\"QQ==\"}");
        UUID dataKey = UUID.randomUUID();
        sealing.use(cluster, dataKey);
        QuarkusTransaction.requiringNew().run(() -> rewrites.sealUnder(cluster, dataKey));

        // When
        String same = caller().get(url(SECRETS + "/a")).asString();
        String next = caller().body(same).put(url(SECRETS + "/a")).jsonPath().getString("metadata.resourceVersion");

        // Then
        assertThat(next).isNotEqualTo(version);
        assertThat(rewrites.dataKeysInUse(cluster)).containsExactly(dataKey);
        assertThat(caller().get(url(SECRETS + "/a")).jsonPath().getString("data.k"))
                .isEqualTo("QQ==");
    }

    @Test
    void refusesARowThatWasMovedAndTellsNothingOfIt() {
        // Given
        UUID dataKey = UUID.randomUUID();
        sealing.use(cluster, dataKey);
        QuarkusTransaction.requiringNew().run(() -> rewrites.sealUnder(cluster, dataKey));
        create("a", "{\"k\":\"QQ==\"}");
        create("b", "{\"k\":\"Qg==\"}");
        sql.update(
                "update kube_object set body = (select body from kube_object where cluster_id = ? and name = 'b')"
                        + " where cluster_id = ? and name = 'a'",
                cluster.value(),
                cluster.value());

        // When
        ValidatableResponse read = caller().get(url(SECRETS + "/a")).then();

        // Then
        refused(read, 500, "InternalError")
                .body("message", startsWith("secrets \"a\" cannot be read: it is not what was stored"))
                .body("details.causes[0].reason", equalTo("ObjectUnreadable"));
        assertThat(read.extract().asString()).doesNotContain("Qg==");
    }

    private List<String> names(String query) {
        return caller().get(url(SECRETS + "?" + query))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.metadata.name");
    }

    private String create(String name, String data) {
        return post(SECRETS, "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":" + data + "}")
                .statusCode(201)
                .extract()
                .jsonPath()
                .getString("metadata.resourceVersion");
    }

    private ValidatableResponse post(String path, String body) {
        return caller().body(body).post(url(path)).then();
    }

    @Test
    void refusesOrMendsTextThatNoDatabaseHolds() {
        refused(
                        caller().body("{\"metadata\":{\"name\":\"nul\"},\"type\":\"a\\u0000b\"}")
                                .post(url(SECRETS))
                                .then(),
                        422,
                        "Invalid")
                .body("details.causes[0].field", equalTo("type"));
        String token = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("c2\ndefault\na\0b\n4".getBytes(StandardCharsets.UTF_8));
        refused(caller().get(url(SECRETS + "?continue=" + token)).then(), 400, "BadRequest");
        caller().body("{\"metadata\":{\"name\":\"half\"},\"type\":\"a\\ud800b\"}")
                .post(url(SECRETS))
                .then()
                .statusCode(201)
                .body("type", equalTo("a\ufffdb"));
        caller().get(url(SECRETS + "/half")).then().statusCode(200).body("type", equalTo("a\ufffdb"));
    }

    @Test
    void mergesFirstApplicationsThatComeAtOnce() {
        for (int round = 0; round < 5; round++) {
            String secret = SECRETS + "/first" + round;
            List<Integer> codes = concurrently(
                    6,
                    i -> caller().contentType("application/apply-patch+yaml")
                            .body(("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"stringData\":{\"k" + i + "\":\"v\"}}")
                                    .getBytes(StandardCharsets.UTF_8))
                            .patch(url(secret + "?fieldManager=m" + i))
                            .statusCode());

            assertThat(codes).containsOnly(200, 201).containsOnlyOnce(201);
            caller().get(url(secret)).then().body("data.size()", equalTo(6));
        }
    }

    private static ValidatableResponse refused(ValidatableResponse answer, int code, String reason) {
        return answer.statusCode(code)
                .contentType("application/json")
                .body("kind", equalTo("Status"))
                .body("status", equalTo("Failure"))
                .body("code", equalTo(code))
                .body("reason", equalTo(reason))
                .body("message", not(emptyString()));
    }

    private RequestSpecification caller() {
        return given().urlEncodingEnabled(false).auth().oauth2(manager()).contentType("application/json");
    }

    private static String manager() {
        return TestTokens.user(
                TestTokens.ACCOUNT, "IBMid-manager", Map.of("containers-kubernetes", List.of("Manager")));
    }

    private String url(String path) {
        return "/clusters/" + cluster + path;
    }

    private static List<Integer> concurrently(int times, java.util.function.IntFunction<Integer> call) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls = IntStream.range(0, times)
                    .mapToObj(i -> (Callable<Integer>) () -> call.apply(i))
                    .toList();
            return threads.invokeAll(calls).stream()
                    .map(KubernetesApiTest::joined)
                    .toList();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static int joined(Future<Integer> call) {
        try {
            return call.get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
