package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.claviger.events.ActivityRecord;
import io.claviger.events.ClusterSnapshot;
import io.claviger.events.EventCodec;
import io.claviger.events.KeySnapshot;
import io.claviger.events.Topic;
import io.claviger.testkit.TestTokens;
import io.claviger.workers.sql.Sql;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input on every endpoint: the contract's own error body, and nothing is changed. */
@QuarkusTest
class RefusalsTest {

    @Inject
    TestKms kms;

    @Inject
    Sql sql;

    private ClusterSnapshot cluster;
    private String worker;

    @BeforeEach
    void aClusterWithOneWorker() {
        cluster = Scene.cluster();
        Bus.publish(Scene.created(cluster, 1, null));
        await().until(() -> Scene.states(cluster, "default").equals(List.of("deployed/normal")));
        worker = Scene.workers(cluster, "default").getFirst();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /global/v2/vpc/getWorkerPools?cluster={c}
            GET    | /global/v2/getWorkerPool?cluster={c}&workerpool=default
            GET    | /global/v2/getWorkers?cluster={c}
            GET    | /global/v2/vpc/getWorker?cluster={c}&worker={w}
            GET    | /global/v1/clusters/{c}/workers
            GET    | /global/v1/clusters/{c}/workers/{w}
            GET    | /global/v1/workers/{w}
            GET    | /global/v1/clusters/{c}/workerpools
            GET    | /global/v1/clusters/{c}/workerpools/default
            POST   | /global/v2/vpc/createWorkerPool
            POST   | /global/v2/satellite/createWorkerPool
            POST   | /global/v1/clusters/{c}/workerpools
            POST   | /global/v2/resizeWorkerPool
            POST   | /global/v2/rebalanceWorkerPool
            POST   | /global/v2/setWorkerPoolLabels
            POST   | /global/v2/setWorkerPoolTaints
            POST   | /global/v2/setWorkerPoolOperatingSystem
            POST   | /global/v2/vpc/createWorkerPoolZone
            POST   | /global/v2/removeWorkerPoolZone
            POST   | /global/v2/removeWorkerPool
            POST   | /global/v2/vpc/replaceWorker
            POST   | /global/v2/removeWorker
            PATCH  | /global/v1/clusters/{c}/workerpools/default
            DELETE | /global/v1/clusters/{c}/workerpools/default
            DELETE | /global/v1/clusters/{c}/workerpools/default/zones/local-1
            PUT    | /global/v1/clusters/{c}/workers/{w}
            DELETE | /global/v1/clusters/{c}/workers/{w}
            POST   | /graphql
            """)
    void asksForATokenAndARoleEverywhere(String method, String path) {
        String before = fingerprint();

        given().request(method, at(path))
                .then()
                .statusCode(401)
                .body("errorCode", equalTo("BXNIM0408E"))
                .body("errorMessage", not(blankOrNullString()));
        Scene.withToken(TestTokens.expired())
                .request(method, at(path))
                .then()
                .statusCode(401)
                .body("errorCode", equalTo("BXNIM0407E"));
        whole(Scene.as(List.of("Reader")))
                .request(method, at(path))
                .then()
                .statusCode(403)
                .body("code", equalTo("A0008"))
                .body("incidentID", not(blankOrNullString()));
        if (!method.equals("GET")) {
            whole(Scene.as(List.of("Viewer", "Editor")))
                    .request(method, at(path))
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("A0008"));
        }
        whole(Scene.foreigner())
                .request(method, at(path))
                .then()
                .statusCode(404)
                .body("description", containsString("could not be found"));
        assertThat(fingerprint()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GET    | /global/v2/getWorkers                                       |               | 400 | E0011 | 'cluster' is missing
            GET    | /global/v2/getWorkers?cluster=                              |               | 400 | E0011 | 'cluster' is missing
            GET    | /global/v2/getWorkers?cluster=nobody                        |               | 404 | E0008 | The specified cluster could not be found
            GET    | /global/v2/getWorkers?cluster={c}&pool=none                 |               | 404 | G0004 | The specified worker pool could not be found
            GET    | /global/v2/getWorkers?cluster={c}&showDeleted=perhaps       |               | 400 | E0011 | 'showDeleted'
            GET    | /global/v2/getWorker?cluster={c}                            |               | 400 | E0011 | 'worker' is missing
            GET    | /global/v2/getWorker?cluster={c}&worker=none                |               | 404 | G0004 | The specified worker node could not be found
            GET    | /global/v2/getWorkerPool?cluster={c}                        |               | 400 | E0011 | 'workerpool' is missing
            GET    | /global/v2/getWorkerPool?cluster={c}&workerpool=none        |               | 404 | G0004 | The specified worker pool could not be found
            GET    | /global/v1/clusters/nobody/workers                          |               | 404 | E0008 | The specified cluster could not be found
            GET    | /global/v1/workers/none                                     |               | 404 | G0004 | The specified worker node could not be found
            GET    | /global/v2/getWorkersOfSorts                                |               | 404 | G0004 |
            POST   | /global/v2/getWorkers                                       | {}            | 405 | G0005 |
            POST   | /global/v2/vpc/createWorkerPool                             |               | 400 | E0011 | body is required
            POST   | /global/v2/vpc/createWorkerPool                             | {             | 400 | E0011 | not JSON
            POST   | /global/v2/vpc/createWorkerPool                             | []            | 400 | E0011 |
            POST   | /global/v2/vpc/createWorkerPool                             | null          | 400 | E0011 |
            POST   | /global/v2/vpc/createWorkerPool                             | {}            | 400 | E0011 | 'cluster' is missing
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"nobody"} | 404 | E0008 | The specified cluster could not be found
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}"} | 400 | E0011 | 'name' is missing
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"../up","flavor":"f"} | 400 | E0011 | 'name' must start
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":7} | 400 | E0011 | name
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two"} | 400 | E0011 | 'flavor' is missing
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","workerCount":-1} | 400 | E0011 | 'workerCount'
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","workerCount":1000000} | 400 | E0011 | 'workerCount'
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","workerCount":1.5} | 400 | E0011 | workerCount
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","zones":[{}]} | 400 | E0011 | zones[].id
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","zones":[null]} | 400 | E0011 | zones[].id
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","zones":[{"id":"a"},{"id":"a"}]} | 400 | E0011 | twice
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","workerCount":0,"zones":[{"id":"z0"},{"id":"z1"},{"id":"z2"},{"id":"z3"},{"id":"z4"},{"id":"z5"},{"id":"z6"},{"id":"z7"},{"id":"z8"},{"id":"z9"},{"id":"z10"},{"id":"z11"},{"id":"z12"},{"id":"z13"},{"id":"z14"},{"id":"z15"},{"id":"z16"}]} | 400 | E0011 | at most 16
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","workerCount":1000,"zones":[{"id":"a"},{"id":"b"},{"id":"c"},{"id":"d"},{"id":"e"}]} | 400 | E0011 | 5000 workers together
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","labels":{"a":null}} | 400 | E0011 | labels.a
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"default","flavor":"f"} | 409 | E0d39 | default
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","kmsInstanceID":"i"} | 400 | K0013 |
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","workerVolumeCRKID":"k"} | 400 | K0013 |
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","workerVolumeEncryption":{"workerVolumeCRKID":"k"}} | 400 | K0013 |
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","workerVolumeEncryption":{"kmsAccountID":"a"}} | 400 | K0013 |
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","workerVolumeEncryption":{"kmsInstanceID":"i:i","workerVolumeCRKID":"k"}} | 400 | E0011 | workerVolumeEncryption
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","workerVolumeEncryption":{"kmsInstanceID":"i","workerVolumeCRKID":"k"}} | 404 | K0001 | Could not look up the key management service instance
            POST   | /global/v2/vpc/createWorkerPool                             | {"cluster":"{c}","name":"two","flavor":"f","workerVolumeEncryption":{"kmsInstanceID":"i","workerVolumeCRKID":"k","kmsAccountID":"ffffffffffffffffffffffffffffffff"}} | 403 | K0009 | No authorization of the account
            POST   | /global/v2/satellite/createWorkerPool                       | {"cluster":"{c}","name":"two","flavor":"f"} | 400 | E0011 | not on satellite
            POST   | /global/v1/clusters/{c}/workerpools                         | {"name":"two","machineType":"f"} | 400 | E0011 | not on classic
            POST   | /global/v1/clusters/{c}/workerpools                         | {"name":"two"} | 400 | E0011 | 'machineType' is missing
            POST   | /global/v2/resizeWorkerPool                                 | {"cluster":"{c}","workerpool":"default"} | 400 | E0011 | 'size' is missing
            POST   | /global/v2/resizeWorkerPool                                 | {"cluster":"{c}","workerpool":"none","size":2} | 404 | G0004 | The specified worker pool could not be found
            POST   | /global/v2/removeWorkerPool                                 | {"cluster":"{c}"} | 400 | E0011 | 'workerpool' is missing
            POST   | /global/v2/removeWorkerPoolZone                             | {"cluster":"{c}","workerpool":"default","zone":"none"} | 404 | G0004 | no zone
            POST   | /global/v2/setWorkerPoolTaints                              | {"cluster":"{c}","workerpool":"default","taints":{"a":null}} | 400 | E0011 | taints.a
            POST   | /global/v2/setWorkerPoolOperatingSystem                     | {"cluster":"{c}","workerPool":"default"} | 400 | E0011 | 'operatingSystem' is missing
            POST   | /global/v2/setWorkerPoolOperatingSystem                     | {"cluster":"{c}","workerPool":"default","operatingSystem":"a b"} | 400 | E0011 | 'operatingSystem' must
            PATCH  | /global/v1/clusters/{c}/workerpools/default                 | {"state":"resizing"} | 400 | E0011 | 'sizePerZone' is missing
            PATCH  | /global/v1/clusters/{c}/workerpools/default                 | {"state":"other"} | 400 | E0011 | 'state'
            PATCH  | /global/v1/clusters/{c}/workerpools/default                 | {"workerVolumeEncryption":{"kmsInstanceID":"i","workerVolumeCRKID":"k"}} | 409 | K0014 | cannot be changed
            DELETE | /global/v1/clusters/{c}/workerpools/none                    |               | 404 | G0004 | The specified worker pool could not be found
            PUT    | /global/v1/clusters/{c}/workers/{w}                         |               | 400 | E0011 | body is required
            PUT    | /global/v1/clusters/{c}/workers/{w}                         | {}            | 400 | E0011 | 'action' is missing
            PUT    | /global/v1/clusters/{c}/workers/{w}                         | {"action":"dance"} | 400 | E0011 | 'action' must be
            PUT    | /global/v1/clusters/{c}/workers/{w}                         | {"action":["os_reboot"]} | 400 | E0011 | action
            PUT    | /global/v1/clusters/{c}/workers/{w}                         | {"action":"reload"} | 400 | W0102 | replace them
            PUT    | /global/v1/clusters/{c}/workers/{w}                         | {"action":"update"} | 400 | W0102 | replace them
            PUT    | /global/v1/clusters/{c}/workers/none                        | {"action":"os_reboot"} | 404 | G0004 | The specified worker node could not be found
            POST   | /global/v2/vpc/replaceWorker                                | {"cluster":"{c}"} | 400 | E0011 | 'workerID' is missing
            POST   | /global/v2/vpc/replaceWorker                                | {"cluster":"{c}","workerID":"none"} | 404 | G0004 | The specified worker node could not be found
            POST   | /graphql                                                    | {"query":"{ other }"} | 400 | E0011 | reinitializeKubernetesNode
            POST   | /graphql                                                    | {"query":"mutation { reinitializeKubernetesNode(input: {}) }"} | 400 | E0011 | input.id
            POST   | /graphql                                                    | {"query":"mutation { reinitializeKubernetesNode(input: {id: \\"{w}\\"}) }"} | 400 | W0102 | replace them
            """)
    void answersBadInputInTheContractsOwnBody(
            String method, String path, String body, int status, String code, String sentence) {
        String before = fingerprint();
        RequestSpecification request = Scene.operator();
        if (body != null) {
            request = request.body(fill(body));
        }

        request.request(method, at(path))
                .then()
                .statusCode(status)
                .body("code", equalTo(code))
                .body("type", not(blankOrNullString()))
                .body("incidentID", not(blankOrNullString()))
                .body("description", containsString(sentence == null ? "" : sentence));
        assertThat(fingerprint()).as("nothing is changed").isEqualTo(before);
    }

    @Test
    void refusesAPoolUnderAKeyThatCannotBeUsed() {
        KeySnapshot key = kms.create();
        create(key.instanceId(), UUID.randomUUID().toString()).statusCode(404).body("code", equalTo("K0002"));

        kms.toState(key, 2);
        create(key.instanceId(), key.keyId()).statusCode(409).body("code", equalTo("K0004"));

        kms.unreachable(true);
        try {
            create(key.instanceId(), key.keyId()).statusCode(503).body("code", equalTo("K0017"));
        } finally {
            kms.unreachable(false);
        }
    }

    @Test
    void refusesAZoneOrASizeThatIsTooMuchForTheClusterAndTakesASmallerOne() {
        // Given
        String pool = "{\"cluster\":\"%s\",\"name\":\"wide\",\"flavor\":\"f\",\"workerCount\":0,\"zones\":[%s]}"
                .formatted(
                        cluster.clusterId(),
                        IntStream.range(0, 15)
                                .mapToObj("{\"id\":\"z%d\"}"::formatted)
                                .collect(Collectors.joining(",")));
        Scene.operator()
                .body(pool)
                .post("/global/v2/vpc/createWorkerPool")
                .then()
                .statusCode(201);
        String named = "{\"cluster\":\"%s\",\"workerpool\":\"wide\",".formatted(cluster.clusterId());

        // When, Then
        String zones = "/global/v2/vpc/createWorkerPoolZone";
        Scene.operator().body(named + "\"id\":\"z15\"}").post(zones).then().statusCode(204);
        Scene.operator()
                .body(named + "\"id\":\"z16\"}")
                .post(zones)
                .then()
                .statusCode(400)
                .body("description", containsString("16 zones"));
        Scene.operator().body(named + "\"id\":\"z15\"}").post(zones).then().statusCode(204);
        Scene.operator()
                .body(named + "\"size\":313}")
                .post("/global/v2/resizeWorkerPool")
                .then()
                .statusCode(400)
                .body("description", containsString("5000 workers"));
        Scene.operator()
                .body(named + "\"size\":0}")
                .post("/global/v2/resizeWorkerPool")
                .then()
                .statusCode(204);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST  | /graphql                                    | {"query":"mutation { reinitializeKubernetesNode(input: {id: \\"none\\"}) }"} | worker.reload              | 404
            POST  | /graphql                                    | {"query":"{ other }"}     | worker.reload              | 400
            PUT   | /global/v1/clusters/{c}/workers/{w}         | {"action":"explode"}      | worker.update              | 400
            POST  | /global/v1/clusters/{c}/workerpools         | {"name":"two"}            | cluster-worker-pool.create | 400
            PATCH | /global/v1/clusters/{c}/workerpools/default | {"state":"exploding"}     | cluster-worker-pool.resize | 400
            """)
    void recordsARefusalHoweverItCame(String method, String path, String body, String action, int status) {
        // Given
        String somebody = "IBMid-" + UUID.randomUUID();

        // When
        Scene.withToken(TestTokens.user(
                        TestTokens.ACCOUNT, somebody, Map.of("containers-kubernetes", List.of("Operator"))))
                .body(fill(body))
                .request(method, at(path))
                .then()
                .statusCode(status);

        // Then
        assertThat(awaitRecord(somebody))
                .extracting(
                        ActivityRecord::action,
                        ActivityRecord::outcome,
                        record -> record.reason().reasonCode())
                .containsExactly("containers-kubernetes." + action, ActivityRecord.Outcome.FAILURE, status);
    }

    @Test
    void recordsAnOrderThatFailedBecauseTheKeyServiceIsAway() {
        // Given
        KeySnapshot key = kms.create();
        String somebody = "IBMid-" + UUID.randomUUID();
        kms.unreachable(true);

        // When
        try {
            Scene.withToken(TestTokens.user(
                            TestTokens.ACCOUNT,
                            somebody,
                            Map.of("containers-kubernetes", List.of("Operator"), "kms", List.of("Reader"))))
                    .body(Map.of(
                            "cluster", cluster.clusterId(),
                            "name", "two",
                            "flavor", "f",
                            "kmsInstanceID", key.instanceId(),
                            "workerVolumeCRKID", key.keyId()))
                    .post("/global/v2/vpc/createWorkerPool")
                    .then()
                    .statusCode(503);
        } finally {
            kms.unreachable(false);
        }

        // Then
        assertThat(awaitRecord(somebody).reason().reasonCode()).isEqualTo(503);
    }

    private static ActivityRecord awaitRecord(String initiator) {
        return await().until(
                        () -> Bus.records(Topic.ACTIVITY.wireName()).stream()
                                .map(record -> (ActivityRecord)
                                        EventCodec.decode(Bus.header(record, "ce_type"), record.value()))
                                .filter(record -> record.initiator().id().equals(initiator))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void takesTheEncryptionNestedOrFlatAndListsTheWorkersAtOnce() {
        KeySnapshot key = kms.create();
        Map<String, Object> flat = new HashMap<>(Map.of(
                "cluster", cluster.name(),
                "name", "flat",
                "flavor", "bx2.4x16",
                "workerCount", 2,
                "zones", List.of(Map.of("id", "local-1", "subnetID", "s")),
                "kmsInstanceID", key.instanceId(),
                "workerVolumeCRKID", key.keyId()));
        Scene.operator()
                .body(flat)
                .post("/global/v2/vpc/createWorkerPool")
                .then()
                .statusCode(201)
                .body("workerPoolID", containsString(cluster.clusterId() + "-"));
        assertThat(Scene.workers(cluster, "flat")).hasSize(2).allMatch(id -> id.contains("-flat-"));

        create(key.instanceId(), key.keyId()).statusCode(201);
        await().untilAsserted(() -> assertThat(kms.registrations(key)).hasSize(2));
    }

    @Test
    void refusesPoolKeysWhereTheProviderHasNone() {
        ClusterSnapshot satellite = Scene.cluster("satellite");
        Bus.publish(Scene.created(satellite, 1, null));
        await().until(() -> !Scene.workers(satellite, "default").isEmpty());

        Scene.operator()
                .body(Map.of(
                        "cluster",
                        satellite.clusterId(),
                        "name",
                        "two",
                        "flavor",
                        "upi",
                        "workerVolumeEncryption",
                        Map.of("kmsInstanceID", "i", "workerVolumeCRKID", "k")))
                .post("/global/v2/satellite/createWorkerPool")
                .then()
                .statusCode(400)
                .body("code", equalTo("K0015"));
    }

    @Test
    void treatsAnEmptyHeaderAsAnAbsentOne() {
        Scene.viewer()
                .header("X-Auth-Resource-Account", "")
                .header("X-Auth-Resource-Group", "")
                .get("/global/v1/clusters/" + cluster.name() + "/workers")
                .then()
                .statusCode(200);
        Scene.viewer()
                .header("X-Auth-Resource-Account", "ffffffffffffffffffffffffffffffff")
                .get("/global/v1/clusters/" + cluster.name() + "/workers")
                .then()
                .statusCode(404);
    }

    @Test
    void echoesTheCorrelationId() {
        Scene.viewer()
                .header("X-Correlation-Id", "abc-1")
                .get("/global/v2/getWorkers?cluster=nobody")
                .then()
                .header("X-Correlation-Id", "abc-1")
                .body("incidentID", equalTo("abc-1"));
    }

    @Test
    void putsAnEventItCannotReadAsideWithTheReason() {
        String id = UUID.randomUUID().toString();
        Map<String, String> headers = Map.of(
                "ce_specversion", "1.0", "ce_id", id, "ce_type", "io.claviger.cluster.created", "ce_source", "test");

        Bus.publish(Topic.CLUSTERS.wireName(), "poison", headers, "{\"cluster\":7}".getBytes());

        ConsumerRecord<String, byte[]> dead = await().until(
                        () -> Bus.records(Topic.CLUSTERS.deadLetters()).stream()
                                .filter(record -> id.equals(Bus.header(record, "ce_id")))
                                .findFirst()
                                .orElse(null),
                        java.util.Objects::nonNull);
        assertThat(Bus.header(dead, "dead-letter-reason")).contains("io.claviger.cluster.created");
    }

    private io.restassured.response.ValidatableResponse create(String instance, String key) {
        return Scene.operator()
                .body(Map.of(
                        "cluster",
                        cluster.clusterId(),
                        "name",
                        "nested",
                        "flavor",
                        "bx2.4x16",
                        "zones",
                        List.of(Map.of("id", "local-1")),
                        "workerVolumeEncryption",
                        Map.of("kmsInstanceID", instance, "workerVolumeCRKID", key)))
                .post("/global/v2/vpc/createWorkerPool")
                .then();
    }

    /** A body with which every endpoint would get as far as looking the cluster up. */
    private RequestSpecification whole(RequestSpecification request) {
        Map<String, Object> body = new HashMap<>();
        body.put("cluster", cluster.clusterId());
        body.put("workerpool", "default");
        body.put("workerID", worker);
        body.put("machineType", "f");
        body.put("state", "rebalancing");
        body.put("action", "os_reboot");
        body.put("query", "mutation { reinitializeKubernetesNode(input: {id: \"" + worker + "\"}) }");
        return request.body(body);
    }

    private String at(String path) {
        return fill(path);
    }

    private String fill(String text) {
        return text.replace("{c}", cluster.clusterId()).replace("{w}", worker);
    }

    private String fingerprint() {
        return sql.list(
                        "select (select string_agg(p::text, '|' order by p.id) from pool p where p.cluster_id = ?)"
                                + " || (select string_agg(w::text, '|' order by w.id) from worker w join pool p on p.id ="
                                + " w.pool_id where p.cluster_id = ?) as f",
                        row -> row.text("f"),
                        cluster.clusterId(),
                        cluster.clusterId())
                .getFirst();
    }
}
