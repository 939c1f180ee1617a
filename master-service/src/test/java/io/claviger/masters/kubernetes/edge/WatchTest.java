package io.claviger.masters.kubernetes.edge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.kubernetes.watch.Feeds;
import io.claviger.masters.sql.Sql;
import io.claviger.testkit.Patience;
import io.claviger.testkit.TestTokens;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watches as clients see them, line by line. */
@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
class WatchTest {

    private static final String SECRETS = "/api/v1/namespaces/default/secrets";

    @Inject
    ObjectStore store;

    @Inject
    SecretRewrites rewrites;

    @Inject
    TestSealing sealing;

    @Inject
    Feeds feeds;

    @Inject
    Sql sql;

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init") // Quarkus sets it.
    URL server;

    private ClusterId cluster = new ClusterId(TestClusters.ABSENT);

    @BeforeEach
    void openCluster() {
        cluster = OpenClusters.open(store);
    }

    @Test
    void tellsWhatThereIsAndWhatHappens() throws IOException {
        // Given
        create("a", "");
        try (WatchClient watch = watch(SECRETS + "?watch=true")) {
            assertThat(watch.event()).isEqualTo("ADDED a");

            // When
            create("b", "");
            label("b", "app", "shop");
            caller().delete(url(SECRETS + "/a")).then().statusCode(200);

            // Then
            assertThat(watch.events(2)).containsExactly("ADDED b", "MODIFIED b");
            JsonNode deleted = watch.next();
            assertThat(deleted.path("type").asText()).isEqualTo("DELETED");
            assertThat(deleted.at("/object/data/k").asText()).isEqualTo("QQ==");
            assertThat(deleted.at("/object/metadata/resourceVersion").asLong()).isEqualTo(version(SECRETS));
        }
    }

    @Test
    void goesOnAfterAnyVersionThatIsRemembered() throws IOException {
        // Given
        long begin = version(SECRETS);
        for (String name : List.of("a", "b", "c")) {
            create(name, "");
        }

        // Then each version is a place to go on from
        for (int skipped = 0; skipped < 3; skipped++) {
            try (WatchClient watch =
                    watch(SECRETS + "?watch=1&timeoutSeconds=1&resourceVersion=" + (begin + skipped))) {
                List<String> events = watch.events(3 - skipped);
                assertThat(events)
                        .isEqualTo(List.of("ADDED a", "ADDED b", "ADDED c").subList(skipped, 3));
                assertThat(watch.ended()).isTrue();
            }
        }
    }

    @Test
    void tellsOnlyWhatIsSelectedAndHowItComesAndGoes() throws IOException {
        // Given
        create("a", "shop");
        create("b", "");
        try (WatchClient labels = watch(SECRETS + "?watch=true&labelSelector=app%3Dshop");
                WatchClient field = watch("/api/v1/secrets?watch=true&fieldSelector=metadata.name%3Db")) {
            assertThat(labels.event()).isEqualTo("ADDED a");
            assertThat(field.event()).isEqualTo("ADDED b");

            // When
            label("b", "app", "shop");
            label("a", "app", "store");
            label("a", "tier", "db");
            caller().delete(url(SECRETS + "/a")).then().statusCode(200);
            caller().delete(url(SECRETS + "/b")).then().statusCode(200);

            // Then
            assertThat(labels.events(3)).containsExactly("ADDED b", "DELETED a", "DELETED b");
            assertThat(field.events(2)).containsExactly("MODIFIED b", "DELETED b");
        }
    }

    @Test
    void tellsEverySecretThatGoesWithItsNamespace() throws IOException {
        post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"team\"}}");
        for (String name : List.of("a", "b")) {
            post("/api/v1/namespaces/team/secrets", "{\"metadata\":{\"name\":\"" + name + "\"}}");
        }
        long before = version("/api/v1/namespaces");
        try (WatchClient secrets = watch("/api/v1/secrets?watch=true&resourceVersion=" + before);
                WatchClient namespaces = watch("/api/v1/namespaces?watch=true&resourceVersion=" + before)) {

            caller().delete(url("/api/v1/namespaces/team")).then().statusCode(200);

            JsonNode first = secrets.next();
            JsonNode second = secrets.next();
            JsonNode namespace = namespaces.next();
            assertThat(List.of(first, second, namespace))
                    .extracting(event ->
                            event.at("/object/metadata/resourceVersion").asLong())
                    .containsExactly(before + 1, before + 2, before + 3);
        }
    }

    @Test
    void sendsBookmarksToThoseWhoWantThem() throws IOException {
        create("a", "");
        int seconds = 1;
        // A busy machine may be through with a watch before the change; then one that lasts longer is told of it.
        while (!tellsOfAChangeElsewhereAtItsEnd(seconds)) {
            assertThat(seconds).isLessThan(60);
            seconds *= 2;
        }
    }

    private boolean tellsOfAChangeElsewhereAtItsEnd(int seconds) throws IOException {
        long version = version(SECRETS);
        try (WatchClient watch = watch(SECRETS + "?watch=true&allowWatchBookmarks=true&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=" + seconds)) {

            assertThat(watch.event()).isEqualTo("ADDED a");
            JsonNode mark = watch.next();
            assertThat(mark.path("type").asText()).isEqualTo("BOOKMARK");
            assertThat(mark.at("/object/metadata/annotations/k8s.io~1initial-events-end")
                            .asText())
                    .isEqualTo("true");
            assertThat(mark.at("/object/metadata/resourceVersion").asLong()).isEqualTo(version);
            assertThat(mark.at("/object/kind").asText()).isEqualTo("Secret");

            // A change elsewhere in the cluster moves what the last bookmark says.
            post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"team-" + seconds + "\"}}");
            String last = watch.event();
            assertThat(last).isIn("BOOKMARK " + version, "BOOKMARK " + (version + 1));
            assertThat(watch.ended()).isTrue();
            return last.equals("BOOKMARK " + (version + 1));
        }
    }

    @Test
    void refusesBeforeTheStreamWhatCannotBeWatched() {
        create("a", "");
        long version = version(SECRETS);
        sql.update("delete from kube_change where cluster_id = ?", cluster.value());

        refused(SECRETS + "?watch=true&resourceVersion=1", 410, "Expired", "too old resource version: 1 (" + version);
        refused(SECRETS + "?watch=true&resourceVersion=" + (version + 9), 410, "Expired", "too large resource version");
        refused(SECRETS + "?watch=true&resourceVersion=x", 400, "BadRequest", "invalid resource version");
        refused(SECRETS + "?watch=true&resourceVersion=-1", 400, "BadRequest", "invalid resource version");
        refused(SECRETS + "?watch=true&timeoutSeconds=x", 400, "BadRequest", "timeoutSeconds");
        refused(SECRETS + "?watch=true&labelSelector=a%20b", 400, "BadRequest", "unable to parse");
        refused(SECRETS + "?watch=true&sendInitialEvents=true", 422, "Invalid", "ListOptions.meta.k8s.io");
        caller().accept("application/vnd.kubernetes.protobuf;stream=watch")
                .get(url(SECRETS + "?watch=true"))
                .then()
                .statusCode(406)
                .body("reason", equalTo("NotAcceptable"));
    }

    @Test
    void endsWithExpiredWhenTheHistoryBreaksOff() throws IOException {
        try (WatchClient watch = watch(SECRETS + "?watch=true&resourceVersion=" + version(SECRETS))) {
            // When another data key makes the service forget, and something was written that is not remembered
            QuarkusTransaction.requiringNew()
                    .run(() -> sql.update(
                            "update kube_cluster set resource_version = resource_version + 1 where cluster_id = ?",
                            cluster.value()));

            // Then
            JsonNode event = watch.next();
            assertThat(event.path("type").asText()).isEqualTo("ERROR");
            assertThat(event.at("/object/reason").asText()).isEqualTo("Expired");
            assertThat(event.at("/object/code").asInt()).isEqualTo(410);
            assertThat(watch.ended()).isTrue();
        }
    }

    @Test
    void endsWhenTheKeyIsTakenAwayAlsoWhenNothingHappens() throws IOException {
        create("a", "");
        String key = "crn:v1:bluemix:public:kms:eu-de:a/1:2:key:3";
        try (WatchClient secrets = watch(SECRETS + "?watch=true");
                WatchClient namespaces = watch("/api/v1/namespaces?watch=true")) {
            assertThat(secrets.event()).isEqualTo("ADDED a");
            assertThat(namespaces.events(3)).contains("ADDED default");

            // When
            sealing.refuse(
                    cluster,
                    new KeyUnavailable.Suspended(
                            key, "disabled", Instant.parse("2026-05-04T03:02:01Z"), "enable the key"));

            // Then
            JsonNode event = secrets.next();
            assertThat(event.path("type").asText()).isEqualTo("ERROR");
            assertThat(event.at("/object/code").asInt()).isEqualTo(403);
            assertThat(event.at("/object/message").asText())
                    .contains("root key " + key + " is disabled since 2026-05-04T03:02:01Z; enable the key");
            assertThat(event.at("/object/details/causes/0/reason").asText()).isEqualTo("KeyDisabled");
            assertThat(secrets.ended()).isTrue();
            refused(SECRETS + "?watch=true", 403, "Forbidden", "secrets is forbidden: root key");

            // And namespaces go on
            post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"team\"}}");
            assertThat(namespaces.event()).isEqualTo("ADDED team");
        }
    }

    @Test
    void losesNoChangeAndKeepsTheirOrderUnderManyWriters() throws IOException {
        long begin = version(SECRETS);
        try (WatchClient watch = watch(SECRETS + "?watch=true&resourceVersion=" + begin)) {
            List<Thread> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                String name = "w" + writer;
                writers.add(Thread.ofVirtual().start(() -> {
                    create(name, "");
                    for (int i = 0; i < 10; i++) {
                        label(name, "i", "v" + i);
                    }
                }));
            }

            List<Long> versions = new ArrayList<>();
            for (int i = 0; i < 44; i++) {
                versions.add(watch.next().at("/object/metadata/resourceVersion").asLong());
            }

            for (int i = 0; i < 44; i++) {
                assertThat(versions.get(i)).isEqualTo(begin + 1 + i);
            }
            writers.forEach(WatchTest::joined);
        }
    }

    @Test
    void seesWhatAnotherReplicaWrites() throws IOException {
        try (WatchClient watch = watch(SECRETS + "?watch=true&resourceVersion=" + version(SECRETS))) {
            // When: the store is written to with nothing here being told of it, as another replica does
            create("mine", "");
            assertThat(watch.event()).isEqualTo("ADDED mine");
            QuarkusTransaction.requiringNew()
                    .run(() -> store.delete(
                            cluster,
                            new io.claviger.masters.kubernetes.ObjectAddress(
                                    io.claviger.masters.kubernetes.object.ObjectKind.SECRET, "default", "mine"),
                            "",
                            "",
                            Instant.now()));

            // Then
            assertThat(watch.event()).isEqualTo("DELETED mine");
        }
    }

    @Test
    void leavesOutWhatWasTamperedWithAndTellsTheRest() throws IOException {
        // Given
        UUID dataKey = UUID.randomUUID();
        sealing.use(cluster, dataKey);
        QuarkusTransaction.requiringNew().run(() -> rewrites.sealUnder(cluster, dataKey));
        create("a", "");
        create("b", "");
        create("c", "");
        try (WatchClient before = watch(SECRETS + "?watch=true")) {
            before.events(3);

            // When one row becomes another one's, and one is put there in clear
            sql.update(
                    "update kube_object set body = (select body from kube_object where cluster_id = ? and name = 'c')"
                            + " where cluster_id = ? and name = 'a'",
                    cluster.value(),
                    cluster.value());
            sql.update(
                    "update kube_object set data_key_id = null, body = convert_to('{\"metadata\":{\"name\":\"b\",'"
                            + " || '\"namespace\":\"default\",\"uid\":\"' || uid || '\"},\"type\":\"Opaque\"}', 'UTF8')"
                            + " where cluster_id = ? and name = 'b'",
                    cluster.value());
            create("d", "");

            // Then
            assertThat(before.event()).isEqualTo("ADDED d");
            try (WatchClient after = watch(SECRETS + "?watch=true")) {
                assertThat(after.events(2)).containsExactly("ADDED c", "ADDED d");
            }
            var list = caller().get(url(SECRETS)).then().statusCode(200).extract();
            assertThat(list.jsonPath().getList("items.metadata.name")).isEqualTo(List.of("c", "d"));
            assertThat(list.headers().getValues("Warning"))
                    .hasSize(2)
                    .anySatisfy(line -> assertThat(line).contains("secrets \\\"a\\\" in namespace", "is left out"))
                    .anySatisfy(line -> assertThat(line).contains("secrets \\\"b\\\"", "in clear"));
            refused(SECRETS + "/b", 500, "InternalError", "secrets \"b\" cannot be read");
            caller().delete(url(SECRETS + "/b")).then().statusCode(200);
        }
    }

    @Test
    void holdsNoPlaceForAClientThatIsGone() throws IOException {
        // Given that those of other tests are noticed to be gone
        Patience.await().until(() -> feeds.watches() == 0);

        // Then
        try (WatchClient watch = watch(SECRETS + "?watch=true")) {
            create("a", "");
            assertThat(watch.event()).isEqualTo("ADDED a");
            assertThat(feeds.watches()).isEqualTo(1);
        }

        Patience.await().until(() -> feeds.watches() == 0);
    }

    private static void joined(Thread writer) {
        try {
            writer.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private WatchClient watch(String path) {
        return WatchClient.open(server.toString().replaceAll("/$", "") + url(path), manager());
    }

    private void refused(String path, int code, String reason, String message) {
        caller().get(url(path))
                .then()
                .statusCode(code)
                .body("kind", equalTo("Status"))
                .body("reason", equalTo(reason))
                .body("message", org.hamcrest.Matchers.containsString(message));
    }

    private long version(String path) {
        return Long.parseLong(caller().get(url(path)).jsonPath().getString("metadata.resourceVersion"));
    }

    private void create(String name, String app) {
        String labels = app.isEmpty() ? "" : ",\"labels\":{\"app\":\"" + app + "\"}";
        post(SECRETS, "{\"metadata\":{\"name\":\"" + name + "\"" + labels + "},\"data\":{\"k\":\"QQ==\"}}");
    }

    private void label(String name, String key, String value) {
        caller().contentType("application/merge-patch+json")
                .body("{\"metadata\":{\"labels\":{\"" + key + "\":\"" + value + "\"}}}")
                .patch(url(SECRETS + "/" + name))
                .then()
                .statusCode(200);
    }

    private void post(String path, String body) {
        caller().body(body).post(url(path)).then().statusCode(201).contentType(startsWith("application/json"));
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
}
