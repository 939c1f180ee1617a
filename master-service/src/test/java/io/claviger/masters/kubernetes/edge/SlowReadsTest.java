package io.claviger.masters.kubernetes.edge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.testkit.Patience;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads that take longer than a key's answer holds. */
@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
class SlowReadsTest {

    private static final String SECRETS = "/api/v1/namespaces/default/secrets";
    private static final KeyUnavailable DISABLED = new KeyUnavailable.Suspended(
            "crn:v1:bluemix:public:kms:eu-de:a/1:2:key:3", "disabled", Instant.EPOCH, "enable the key");

    @Inject
    ObjectStore store;

    @Inject
    TestSealing sealing;

    @Inject
    AgroalDataSource database;

    private ClusterId cluster = new ClusterId(TestClusters.ABSENT);

    @BeforeEach
    void openCluster() {
        cluster = OpenClusters.open(store);
    }

    @Test
    void showsNothingThatWasReadBeforeTheKeyWasDisabled() throws SQLException {
        // Given
        caller().body("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"QQ==\"}}")
                .post(url(""))
                .then()
                .statusCode(201);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = database.getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table kube_object in access exclusive mode");
            List<CompletableFuture<Integer>> reads = Stream.of("/a", "", "?fieldSelector=type%3DOpaque")
                    .map(path -> CompletableFuture.supplyAsync(
                            () -> caller().get(url(path)).statusCode(), threads))
                    .toList();
            Patience.await().until(() -> waitingLongerThanAnAnswerHolds(statement) >= reads.size());

            // When
            sealing.refuse(cluster, DISABLED);
            holder.rollback();

            // Then
            assertThat(reads).extracting(CompletableFuture::join).containsOnly(403);
        }
    }

    @Test
    void tellsOthersWhatHappensWhileOneKeyIsNotAnsweredFor() throws Exception {
        // Given
        ClusterId slow = OpenClusters.open(store);
        try (WatchClient held = WatchClient.open(server() + "/clusters/" + slow + SECRETS + "?watch=true", manager());
                WatchClient watch = WatchClient.open(server() + url("?watch=true"), manager())) {
            try {
                sealing.hold(slow);
                Patience.await().until(sealing::isAwaited);

                // When
                caller().body("{\"metadata\":{\"name\":\"a\"}}")
                        .post(url(""))
                        .then()
                        .statusCode(201);

                // Then
                assertThat(watch.event()).isEqualTo("ADDED a");
                assertThat(sealing.isAwaited()).isTrue();
            } finally {
                sealing.release();
            }
            assertThat(held).isNotNull();
        }
    }

    private static int waitingLongerThanAnAnswerHolds(Statement statement) throws SQLException {
        // Within a transaction the view stays as it was when it was first looked at.
        statement.execute("select pg_stat_clear_snapshot()");
        try (ResultSet waiting = statement.executeQuery(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%from kube_object%'"
                        + " and clock_timestamp() - query_start > interval '600 ms'")) {
            waiting.next();
            return waiting.getInt(1);
        }
    }

    private static RequestSpecification caller() {
        return given().urlEncodingEnabled(false).auth().oauth2(manager()).contentType("application/json");
    }

    private static String manager() {
        return TestTokens.user(
                TestTokens.ACCOUNT, "IBMid-manager", Map.of("containers-kubernetes", List.of("Manager")));
    }

    private static String server() {
        return RestAssured.baseURI + ":" + RestAssured.port;
    }

    private String url(String path) {
        return "/clusters/" + cluster + SECRETS + path;
    }
}
