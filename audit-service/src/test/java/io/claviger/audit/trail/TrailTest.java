package io.claviger.audit.trail;

import static io.claviger.testkit.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.audit.support.BegunLog;
import io.claviger.audit.support.Bus;
import io.claviger.audit.support.Records;
import io.claviger.audit.support.Tokens;
import io.claviger.events.ActivityRecord;
import io.claviger.kit.crn.Crn;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TrailTest {

    private static final String OTHER_ACCOUNT = "0000000000000000000000000000acc2";

    /** As the tests' configuration has it. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private static Bus bus;

    @Inject
    DataSource dataSource;

    @BeforeAll
    static void connect() {
        bus = new Bus();
    }

    @AfterAll
    static void disconnect() {
        bus.close();
    }

    @Test
    void tellsTheStoryOfAKeyInTheOrderItHappened() {
        // Given
        String key = Records.newKey();
        List<String> story = List.of("create", "wrap", "rotate", "unwrap", "disable", "enable", "delete");

        // When
        story.forEach(step -> bus.publish(Records.of("kms.secrets." + step, key).record()));

        // Then
        JsonPath answer = find(7, "key", Records.idOf(key));
        assertThat(answer.getList("records.record.action"))
                .isEqualTo(story.stream().map(step -> "kms.secrets." + step).toList());
        assertThat(answer.getList("records.seq", Long.class)).isSorted();
        assertThat(answer.getMap("$")).doesNotContainKey("next");
        assertThat(find(7, "key", key).getList("records.seq")).isEqualTo(answer.getList("records.seq"));
        assertThat(find(7, "target", key).getList("records.seq")).isEqualTo(answer.getList("records.seq"));
    }

    @Test
    void givesTheRecordAsItWasMade() {
        // Given
        String key = Records.newKey();
        ActivityRecord record = Records.of("kms.secrets.rotate", key)
                .answering(Map.of("keyVersionId", "v2", "count", 3))
                .record();

        // When
        bus.publish(record);

        // Then
        JsonPath answer = find(1, "key", key);
        assertThat(answer.getString("records[0].record.id")).isEqualTo(record.id());
        assertThat(answer.getString("records[0].record.eventTime")).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(answer.getString("records[0].record.outcome")).isEqualTo("success");
        assertThat(answer.getString("records[0].record.target.id")).isEqualTo(key);
        assertThat(answer.getString("records[0].record.responseData.keyVersionId"))
                .isEqualTo("v2");
        assertThat(answer.getInt("records[0].record.responseData.count")).isEqualTo(3);
    }

    @Test
    void findsWhatConcernsAKeyThoughItHappenedToSomethingElse() {
        // Given
        String key = Records.newKey();
        String cluster = Crn.cluster("local", TestTokens.ACCOUNT, "c1").toString();

        // When
        bus.publish(Records.of("containers-kubernetes.cluster-kms.enable", cluster)
                .asking(Map.of("crk_id", Records.idOf(key)))
                .record());
        bus.publish(Records.of("containers-kubernetes.cluster-key-state.update", cluster)
                .answering(Map.of("initialValue", Map.of("keyCrn", key)))
                .record());

        // Then
        assertThat(find(2, "key", key).getList("records.record.target.id")).containsOnly(cluster);
    }

    @Test
    void findsByActorActionOutcomeTimeAndCorrelation() {
        // Given
        String key = Records.newKey();
        String actor = "IBMid-" + UUID.randomUUID();
        String call = UUID.randomUUID().toString();
        Records plain = Records.of("kms.secrets.wrap", key);

        // When
        bus.publish(plain.by(actor).record());
        bus.publish(plain.failed().record());
        bus.publish(plain.correlated(call).record());
        bus.publish(plain.at(Records.NOON.plusSeconds(3600)).record());
        bus.publish(Records.of("kms.registrations.create", key).record());
        find(5, "key", key);

        // Then
        assertThat(find(1, "actor", actor).getList("records")).hasSize(1);
        assertThat(find(1, "correlation_id", call).getList("records")).hasSize(1);
        assertThat(find(1, "key", key, "outcome", "failure").getList("records")).hasSize(1);
        assertThat(find(4, "key", key, "outcome", "success").getList("records")).hasSize(4);
        assertThat(find(4, "key", key, "action", "kms.secrets.*").getList("records"))
                .hasSize(4);
        assertThat(find(5, "key", key, "action", "*").getList("records")).hasSize(5);
        assertThat(find(1, "key", key, "action", "kms.registrations.create").getList("records"))
                .hasSize(1);
        assertThat(query("key", key, "action", "kms.secret").getList("records")).isEmpty();
        assertThat(query("key", key, "action", "kms_*").getList("records")).isEmpty();
        assertThat(find(1, "key", key, "from", "2026-03-01T13:00:00Z").getList("records"))
                .hasSize(1);
        assertThat(find(4, "key", key, "to", "2026-03-01T14:00:00+01:00").getList("records"))
                .hasSize(4);
        assertThat(query("key", key, "from", "2026-03-01T13:00:01Z").getList("records"))
                .isEmpty();
    }

    @Test
    void givesPagesThatMissNothing() {
        // Given
        String key = Records.newKey();
        for (int i = 0; i < 5; i++) {
            bus.publish(Records.of("kms.secrets.wrap", key).record());
        }
        List<Long> all = find(5, "key", key).getList("records.seq", Long.class);

        // When
        JsonPath first = query("key", key, "limit", "2");
        JsonPath second = query("key", key, "limit", "2", "after", first.getString("next"));
        JsonPath third = query("key", key, "limit", "2", "after", second.getString("next"));

        // Then
        assertThat(first.getList("records.seq", Long.class)).isEqualTo(all.subList(0, 2));
        assertThat(second.getList("records.seq", Long.class)).isEqualTo(all.subList(2, 4));
        assertThat(third.getList("records.seq", Long.class)).isEqualTo(all.subList(4, 5));
        assertThat(third.getMap("$")).doesNotContainKey("next");
    }

    @Test
    void showsNobodyTheRecordsOfAnotherAccount() {
        // Given
        String key = Records.newKey();
        bus.publish(Records.of("kms.secrets.create", key).record());
        find(1, "key", key);

        // When
        JsonPath answer = queryAs(Tokens.reader(OTHER_ACCOUNT, "IBMid-stranger"), "key", key);

        // Then
        assertThat(answer.getList("records")).isEmpty();
        assertThat(queryAs(Tokens.service(), "key", key).getList("records")).hasSize(1);
    }

    @Test
    void keepsRecordsOfNoAccountFromCustomers() {
        // Given
        String target = "something-" + UUID.randomUUID();
        bus.publish(Records.of("claviger.something.happened", target).record());

        // When
        await().until(() ->
                queryAs(Tokens.service(), "target", target).getList("records").size() == 1);

        // Then
        assertThat(query("target", target).getList("records")).isEmpty();
        String administrator = Tokens.with("IBMid-admin", Map.of("iam", List.of("Administrator")));
        assertThat(queryAs(administrator, "target", target).getList("records")).isEmpty();
        assertThat(queryAs(Tokens.platformAdministrator(), "target", target).getList("records"))
                .hasSize(1);
    }

    @Test
    void recordsThatTheTrailWasReadOnceHoweverOftenItIsAsked() {
        // Given
        String key = Records.newKey();
        String auditor = "IBMid-" + UUID.randomUUID();
        String token = Tokens.reader(TestTokens.ACCOUNT, auditor);

        // When
        for (int after = 0; after < 5; after++) {
            queryAs(token, "key", key, "after", Integer.toString(after), "limit", "1");
        }

        // Then
        JsonPath read = find(1, "actor", auditor);
        assertThat(read.getString("records[0].record.action")).isEqualTo("claviger-audit.records.list");
        assertThat(read.getString("records[0].record.requestData.query")).isEqualTo("key=" + key);
        assertThat(read.getList("records")).hasSize(1);
        assertThat(query("key", key).getList("records"))
                .as("a look at its trail is no part of a key's story")
                .isEmpty();
    }

    /** The table is locked, which is how a search looks that does not end. */
    @Test
    void endsLongSearchesAndKeepsConnectionsForTheLogWhileTheyLast() throws Exception {
        // Given
        BegunLog.awaitIt();
        query("key", Records.newKey());
        List<CompletableFuture<Response>> searches = new ArrayList<>();
        List<Integer> searchingAtOnce = new ArrayList<>();
        Response meanwhile;
        long began = System.nanoTime();
        try (Connection owner = dataSource.getConnection();
                Statement sql = owner.createStatement()) {
            owner.setAutoCommit(false);
            sql.execute("lock table activity in access exclusive mode");

            // When
            for (int i = 0; i < 40; i++) {
                searches.add(CompletableFuture.supplyAsync(
                        () -> given().header("Authorization", Tokens.reader())
                                .queryParam("outcome", "failure")
                                .get("/claviger/v1/audit/records"),
                        each -> Thread.ofVirtual().start(each)));
            }
            await().until(() -> {
                searchingAtOnce.add(searching(sql));
                return searchingAtOnce.contains(4);
            });
            meanwhile = given().get("/claviger/v1/audit/log/checkpoint");
            await().until(() -> {
                searchingAtOnce.add(searching(sql));
                return searches.stream().allMatch(CompletableFuture::isDone);
            });
            owner.rollback();
        }
        long rounds = Duration.ofNanos(System.nanoTime() - began).dividedBy(LONGEST);

        // Then
        assertThat(searchingAtOnce).allMatch(count -> count <= 4);
        assertThat(meanwhile.statusCode()).isEqualTo(200);
        assertThat(searches).extracting(search -> search.join().statusCode()).isSubsetOf(400, 429);
        assertThat(searches)
                .extracting(CompletableFuture::join)
                .filteredOn(answer -> answer.statusCode() == 400)
                .as("each had one of four turns for as long as a search may take")
                .hasSizeLessThanOrEqualTo(Math.toIntExact(4 * rounds))
                .first()
                .satisfies(answer ->
                        assertThat(answer.jsonPath().getString("detail")).contains("2 s", "Narrow it"));
        assertThat(query("key", Records.newKey()).getList("records")).isEmpty();
    }

    private static int searching(Statement sql) throws SQLException {
        // Within a transaction the first look is remembered.
        sql.execute("select pg_stat_clear_snapshot()");
        try (ResultSet row = sql.executeQuery("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                + " and query like 'select seq, entry%'")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static JsonPath find(int atLeast, String... parameters) {
        await().until(() -> query(parameters).getList("records").size() >= atLeast);
        return query(parameters);
    }

    private static JsonPath query(String... parameters) {
        return queryAs(Tokens.reader(), parameters);
    }

    private static JsonPath queryAs(String token, String... parameters) {
        var request = given().header("Authorization", token);
        for (int i = 0; i < parameters.length; i += 2) {
            request.queryParam(parameters[i], parameters[i + 1]);
        }
        return request.get("/claviger/v1/audit/records")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
