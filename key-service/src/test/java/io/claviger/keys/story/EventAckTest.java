package io.claviger.keys.story;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.events.ActivityRecord;
import io.claviger.events.EventCodec;
import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.Rows;
import io.claviger.keys.support.Session;
import io.claviger.kit.authorization.ActingService;
import io.claviger.kit.authorization.Authorization;
import io.claviger.testkit.service.AccountsWord;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Acknowledgements of events by their ids, and silence (key-protect-api.md 5.5, 7.4). */
@QuarkusTest
class EventAckTest {

    private static final String TIMESTAMP = "\"timestamp\":\"2026-03-01T08:00:00Z\"";
    private static final String CRN = "crn%3Av1%3Abluemix%3Apublic%3Acontainers-kubernetes%3Alocal%3Aa%2Facc%3Ac%3A%3A";

    @Inject
    MovableClock clock;

    @Inject
    AccountsWord word;

    @ConfigProperty(name = "claviger.authorizations.fresh")
    Duration fresh;

    private Kms manager;
    private Kms master;
    private String key;
    private int reads;

    @BeforeEach
    void registerUnderAKey() {
        manager = Kms.newInstance();
        master = manager.asService("master-service");
        key = manager.createRootKey("orders");
        master.request()
                .urlEncodingEnabled(false)
                .body("{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"preventKeyDeletion\":false}]}")
                .post("/api/v2/keys/" + key + "/registrations/" + CRN)
                .then()
                .statusCode(201);
    }

    @Test
    void findsKeyAndRevisionByTheEventsId() {
        // Given
        String second = rotate();
        String event = eventId("rotated");

        // When
        acknowledge(event, "DEK_ENABLED", second);

        // Then
        assertThat(Rows.column(
                        "select consumer || ' ' || revision || ' ' || version_id from acknowledgement where key_id = ?",
                        UUID.fromString(key)))
                .containsExactly("master-service 2 " + second);
        ActivityRecord outcome = outcome("ack-rotate");
        assertThat(outcome.outcome()).isEqualTo(ActivityRecord.Outcome.SUCCESS);
        assertThat(outcome.responseData())
                .containsEntry("eventAckData.eventId", event)
                .containsEntry("eventAckData.newKeyVersionId", second)
                .containsEntry("eventAckData.oldKeyVersionId", key);
        clock.advance(Duration.ofHours(4));
        settled(2);
        assertThat(outcomes("ack-rotate"))
                .as("who has answered is not called silent")
                .hasSize(1);
    }

    /** I8: the caller holds the key's row, which whoever disables the key waits for. */
    @Test
    void movesAllRegistrationsOnWithoutTouchingOne() throws SQLException {
        // Given
        String second = rotate();
        String event = eventId("rotated");

        try (Session other = new Session()) {
            other.run("select 1 from registration where key_id = '" + key + "' for update");

            // When
            CompletableFuture<Void> answer =
                    CompletableFuture.runAsync(() -> acknowledge(event, "DEK_ENABLED", second));

            // Then
            assertThat(answer).succeedsWithin(Duration.ofSeconds(60));
        }
        master.request()
                .get("/api/v2/keys/" + key + "/registrations")
                .then()
                .body("resources[0].keyVersion.id", equalTo(second));
    }

    @Test
    void recordsAnAcknowledgementThatContradictsTheKey() {
        // Given
        manager.act(key, "disable").then().statusCode(204);

        // When
        acknowledge(eventId("disabled"), "DEK_ENABLED", key);

        // Then
        ActivityRecord outcome = outcome("ack-disable");
        assertThat(outcome.outcome()).isEqualTo(ActivityRecord.Outcome.FAILURE);
        assertThat(outcome.reason().reasonCode()).isEqualTo(409);
        assertThat(Rows.column("select consumer from acknowledgement where key_id = ?", UUID.fromString(key)))
                .isEmpty();
    }

    @Test
    void recordsWhoseServiceWasSilentForFourHours() {
        // Given
        manager.act(key, "disable").then().statusCode(204);
        String event = eventId("disabled");

        // When
        clock.advance(Duration.ofHours(4));
        settled(2);

        // Then
        ActivityRecord outcome = outcome("ack-disable");
        assertThat(outcome.outcome()).isEqualTo(ActivityRecord.Outcome.FAILURE);
        assertThat(outcome.reason().reasonCode()).isEqualTo(408);
        assertThat(outcome.responseData())
                .containsEntry("eventAckData.eventId", event)
                .containsEntry("resourceCRN", "crn:v1:bluemix:public:containers-kubernetes:local:a/acc:c::");
    }

    @Test
    void dropsTheServicesRegistrationsAlongWithAnAcknowledgement() {
        // Given
        manager.act(key, "disable").then().statusCode(204);

        // When
        send("{\"eventId\":\"%s\",\"adopterKeyState\":\"DEK_DISABLED\",%s,\"deleteRegistration\":true}"
                        .formatted(eventId("disabled"), TIMESTAMP))
                .then()
                .statusCode(204);

        // Then
        manager.request()
                .get("/api/v2/keys/" + key + "/registrations")
                .then()
                .statusCode(200)
                .body("metadata.collectionTotal", equalTo(0));
    }

    @Test
    void refusesDatesThatNothingCanKeepAndMoreThanFitIntoOneTransaction() {
        send("{\"eventId\":\"e\",\"adopterKeyState\":\"x\",\"timestamp\":\"+999999999-01-01T00:00:00Z\"}")
                .then()
                .statusCode(400)
                .body("resources[0].reasons[0].target.name", equalTo("timestamp"));
        String one = "{\"eventId\":\"e\",\"adopterKeyState\":\"x\"," + TIMESTAMP + "}";
        send(String.join(",", Collections.nCopies(201, one))).then().statusCode(400);
        send(String.join(",", Collections.nCopies(200, one))).then().statusCode(204);
    }

    /** An authorization may be for one key, and a call about it says so only in its body. */
    @Test
    void letsAServiceAcknowledgeUnderTheKeysItIsAuthorizedFor() {
        // Given
        String other = manager.createRootKey("other");
        word.says(
                manager.account(),
                new Authorization(
                        ActingService.KUBERNETES, manager.account(), Set.of("Reader"), "kms", manager.instance(), key));
        clock.advance(fresh);

        // Then
        send(ackOf(key)).then().statusCode(204);
        send(ackOf(other)).then().statusCode(401);
        send(ackOf(key) + "," + ackOf(other)).then().statusCode(401);
        word.saysNothing(manager.account());
    }

    private static String ackOf(String key) {
        return "{\"eventId\":\"unknown\",\"adopterKeyState\":\"DEK_ENABLED\"," + TIMESTAMP
                + ",\"keyStateData\":{\"keyVersion\":\"" + key + "\"}}";
    }

    private void acknowledge(String event, String state, String version) {
        send("{\"eventId\":\"%s\",\"adopterKeyState\":\"%s\",%s,\"keyStateData\":{\"keyVersion\":\"%s\"}}"
                        .formatted(event, state, TIMESTAMP, version))
                .then()
                .statusCode(204);
    }

    /** @param acks separated by commas, as many as there are event ids */
    private Response send(String acks) {
        int total = acks.split("eventId", -1).length - 1;
        return master.request()
                .body("{\"metadata\":{\"collectionTotal\":" + total + "},\"resources\":[" + acks + "]}")
                .post("/api/v2/event_ack");
    }

    private void settled(long revision) {
        await().until(() -> !Rows.column(
                        "select settled_at from key_change where key_id = ? and revision = ? and settled_at is not null",
                        UUID.fromString(key),
                        revision)
                .isEmpty());
    }

    private String rotate() {
        manager.act(key, "rotate").then().statusCode(204);
        return manager.request().get("/api/v2/keys/" + key + "/versions").path("resources[0].id");
    }

    private String eventId(String change) {
        try (Bus bus = new Bus("claviger.keys.v1")) {
            await().until(() -> bus.ofKey(key).stream().anyMatch(record -> tells(record, change)));
            return bus.ofKey(key).stream()
                    .filter(record -> tells(record, change))
                    .map(record -> Bus.header(record, "ce_id"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean tells(ConsumerRecord<String, byte[]> record, String change) {
        return Bus.header(record, "ce_type").equals("io.claviger.key." + change);
    }

    private ActivityRecord outcome(String action) {
        List<ActivityRecord> outcomes = outcomes(action);
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }

    /** All there are: reads on until the record of a call that is made now. */
    private List<ActivityRecord> outcomes(String action) {
        manager.request().get("/api/v2/keys/" + key + "/metadata").then().statusCode(200);
        reads++;
        try (Bus bus = new Bus("claviger.activity.v1")) {
            await().until(() -> of(bus, "kms.secrets-metadata.read").size() == reads);
            return of(bus, "kms.secrets." + action);
        }
    }

    private List<ActivityRecord> of(Bus bus, String action) {
        return bus.records(record -> record.key().endsWith(key)).stream()
                .map(EventAckTest::activity)
                .filter(record -> record.action().equals(action))
                .toList();
    }

    private static ActivityRecord activity(ConsumerRecord<String, byte[]> record) {
        return (ActivityRecord) EventCodec.decode(Bus.header(record, "ce_type"), record.value());
    }
}
