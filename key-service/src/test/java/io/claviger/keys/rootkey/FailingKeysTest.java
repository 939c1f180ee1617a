package io.claviger.keys.rootkey;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.PausedSchedule;
import io.claviger.keys.support.Rows;
import io.claviger.keys.support.Session;
import io.claviger.keys.support.Spoilt;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What time does to keys, it does to all of them, although nothing can be done to one. A part is one key, so that one fills it. */
@QuarkusTest
class FailingKeysTest extends PausedSchedule {

    @Inject
    KeySweep sweep;

    @Inject
    DueRotations rotations;

    @Inject
    MovableClock clock;

    private Kms kms;

    @BeforeEach
    void order() {
        kms = Kms.newInstance();
    }

    @Test
    void expiresTheOthers() throws SQLException {
        // Given
        String date = clock.instant()
                .plusSeconds(3600)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        String body = Kms.createBody("\"name\":\"short\",\"extractable\":false,\"expirationDate\":\"" + date + "\"");
        List<String> keys =
                inOrder(() -> kms.request().body(body).post("/api/v2/keys").path("resources[0].id"));

        try (Spoilt spoilt = Spoilt.rowsOf(keys.getFirst(), "kms_key")) {
            // When
            clock.advance(Duration.ofHours(1).plusSeconds(1));
            sweep.expire(1);

            // Then
            assertThat(state(keys.getFirst())).isEqualTo(1);
            assertThat(state(keys.getLast())).isEqualTo(3);
        }
        sweep.expire(1);
        assertThat(state(keys.getFirst())).isEqualTo(3);
    }

    /** ADR 0037. */
    @Test
    void leavesADisabledKeyDisabled() {
        // Given
        String date = clock.instant()
                .plusSeconds(3600)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        String key = kms.request()
                .body(Kms.createBody("\"name\":\"leaked\",\"extractable\":false,\"expirationDate\":\"" + date + "\""))
                .post("/api/v2/keys")
                .path("resources[0].id");
        String sealed = "{\"ciphertext\":\"" + kms.wrap(key, "{}") + "\"}";
        kms.act(key, "disable").then().statusCode(204);

        // When
        clock.advance(Duration.ofHours(1).plusSeconds(1));
        sweep.expire(1);

        // Then
        assertThat(state(key)).isEqualTo(2);
        kms.act(key, "unwrap", sealed).then().statusCode(409);
        kms.act(key, "enable").then().statusCode(204);
        assertThat(state(key)).isEqualTo(3);
        try (Bus bus = new Bus("claviger.activity.v1")) {
            await().untilAsserted(
                            () -> assertThat(bus.records(record -> text(record).contains(key)))
                                    .extracting(FailingKeysTest::text)
                                    .anySatisfy(record -> assertThat(record)
                                            .contains("kms.secrets.expire", date)
                                            .containsPattern("initialValue.keyState\"?:1\\b")
                                            .containsPattern("newValue.keyState\"?:3\\b")));
        }
        kms.act(key, "wrap", "{}").then().statusCode(409);
        kms.act(key, "unwrap", sealed).then().statusCode(200);
    }

    /** However many there are, the sweep reads those that are due. */
    @Test
    void looksAtARotationPolicyWhenItMayBeDue() {
        // Given
        String key = kms.createRootKey("rotated");
        rotateEvery(key, 2);

        // When, Then
        rotations.rotateDue(10);
        assertThat(lookAt(key)).isEqualTo("60 days");
        clock.advance(Duration.ofDays(35));
        rotateEvery(key, 1);
        rotations.rotateDue(10);
        assertThat(versions(key)).isEqualTo(2);
        kms.act(key, "disable").then().statusCode(204);
        rotations.rotateDue(10);
        assertThat(lookAt(key)).isEqualTo("infinity");
        clock.advance(Duration.ofDays(31));
        kms.act(key, "enable").then().statusCode(204);
        rotations.rotateDue(10);
        assertThat(versions(key)).isEqualTo(3);
    }

    private static String lookAt(String key) {
        return Rows.column("""
                        select case when p.look_at = 'infinity' then 'infinity' else (p.look_at - k.created_at)::text end
                          from key_policy p join kms_key k on k.id = p.key_id
                         where k.id = ?::uuid and p.kind = 'rotation'
                        """, key).getFirst();
    }

    private void rotateEvery(String key, int months) {
        kms.request()
                .body("{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"type\":"
                        + "\"application/vnd.ibm.kms.policy+json\",\"rotation\":{\"interval_month\":" + months + "}}]}")
                .put("/api/v2/keys/" + key + "/policies")
                .then()
                .statusCode(200);
    }

    @Test
    void rotatesTheOthers() throws SQLException {
        // Given
        List<String> keys = inOrder(() -> kms.createRootKey("rotated"));
        keys.forEach(key -> rotateEvery(key, 1));

        try (Spoilt spoilt = Spoilt.rowsOf(keys.getFirst(), "kms_key")) {
            // When
            clock.advance(Duration.ofDays(30));
            rotations.rotateDue(1);

            // Then
            assertThat(versions(keys.getFirst())).isEqualTo(1);
            assertThat(versions(keys.getLast())).isEqualTo(2);
        }
        rotations.rotateDue(1);
        assertThat(versions(keys.getFirst())).isEqualTo(2);
    }

    @Test
    void purgesTheOthersOfAnInstanceThatWasGivenUpOnceNoneCanBeRestored() throws SQLException {
        // Given
        List<String> keys = inOrder(() -> kms.createRootKey("given up"));
        keys.forEach(key -> kms.request().delete("/api/v2/keys/" + key).then().statusCode(204));
        kms.request().delete("/v2/resource_instances/" + kms.instance()).then().statusCode(204);
        sweep.purge(1, 1000);
        assertThat(left()).isEqualTo(2);

        try (Spoilt spoilt = Spoilt.rowsOf(keys.getFirst(), "kms_key")) {
            // When
            clock.advance(Duration.ofDays(30).plusSeconds(1));
            sweep.purge(1, 1000);

            // Then
            assertThat(left()).isEqualTo(1);
        }
        sweep.purge(1, 1000);
        assertThat(left()).isZero();
    }

    /** Replicas share the work, and a run ends: what expires must not wait for millions of keys that nobody has any more. */
    @Test
    void purgesPartByPartWhatNobodyElseHas() throws SQLException {
        // Given
        List<String> keys = inOrder(3, () -> kms.createRootKey("given up"));
        keys.forEach(key -> kms.request().delete("/api/v2/keys/" + key).then().statusCode(204));
        kms.request().delete("/v2/resource_instances/" + kms.instance()).then().statusCode(204);

        // When, Then
        clock.advance(Duration.ofDays(30).plusSeconds(1));
        sweep.expire(1);
        assertThat(left()).isEqualTo(3);
        try (Session other = new Session()) {
            other.lock("kms_key", keys.getFirst());
            sweep.purge(1, 2);
            assertThat(left()).isEqualTo(2);
        }
        sweep.purge(1, 1);
        assertThat(left()).isEqualTo(1);
        sweep.purge(1, 1);
        assertThat(left()).isZero();
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private int left() {
        return Rows.column("select id from kms_key where instance_id = ?", kms.instance())
                .size();
    }

    private static List<String> inOrder(Supplier<String> made) {
        return inOrder(2, made);
    }

    private static List<String> inOrder(int count, Supplier<String> made) {
        return Stream.generate(made).limit(count).sorted().toList();
    }

    private int state(String key) {
        return kms.key(key).getInt("resources[0].state");
    }

    private int versions(String key) {
        return kms.request().get("/api/v2/keys/" + key + "/versions").path("metadata.collectionTotal");
    }
}
