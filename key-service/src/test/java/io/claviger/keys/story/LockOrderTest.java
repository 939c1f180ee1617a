package io.claviger.keys.story;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.Rows;
import io.claviger.keys.support.Session;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whoever needs several rows takes them in one order, the instance first and keys by their ids: two calls never wait for each
 * other. And who only refuses takes none.
 */
@QuarkusTest
class LockOrderTest {

    @Inject
    MovableClock clock;

    private Kms kms;
    private String key;

    @BeforeEach
    void createKey() {
        kms = Kms.newInstance();
        key = kms.createRootKey("orders");
    }

    @Test
    void restoreTakesTheInstanceBeforeTheKey() throws SQLException {
        addAlias().then().statusCode(201);
        kms.request().delete("/api/v2/keys/" + key).then().statusCode(204);
        clock.advance(Duration.ofSeconds(31));

        waitsWithoutHolding(
                "instance", kms.instance(), key, 201, () -> kms.request().post("/api/v2/keys/" + key + "/restore"));
    }

    @Test
    void aNewAliasTakesTheInstanceBeforeTheKey() throws SQLException {
        waitsWithoutHolding("instance", kms.instance(), key, 201, this::addAlias);
    }

    @Test
    void acknowledgementsTakeTheirKeysByTheirIds() throws SQLException {
        List<String> keys = Stream.of(key, kms.createRootKey("other")).sorted().toList();

        waitsWithoutHolding(
                "kms_key",
                keys.getFirst(),
                keys.getLast(),
                204,
                () -> kms.asService("master-service")
                        .request()
                        .body("{\"metadata\":{\"collectionTotal\":2},\"resources\":[" + ack(keys.getLast()) + ","
                                + ack(keys.getFirst()) + "]}")
                        .post("/api/v2/event_ack"));
    }

    @Test
    void anInstanceAndARingThatHoldKeysAreRefusedWithoutWaitingForThem() throws Exception {
        // Given
        kms.request().post("/api/v2/key_rings/prod").then().statusCode(201);
        kms.request()
                .body("{\"keyRingID\":\"prod\"}")
                .patch("/api/v2/keys/" + key)
                .then()
                .statusCode(200);
        try (Session other = new Session()) {
            other.lock("kms_key", key);

            // When
            CompletableFuture<Response> instance = CompletableFuture.supplyAsync(
                    () -> kms.request().delete("/v2/resource_instances/" + kms.instance()));
            CompletableFuture<Response> ring =
                    CompletableFuture.supplyAsync(() -> kms.request().delete("/api/v2/key_rings/prod?force=true"));

            // Then
            assertThat(instance.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(409);
            assertThat(ring.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(409);
        }
    }

    private void waitsWithoutHolding(String table, String first, String then, int status, Supplier<Response> call)
            throws SQLException {
        CompletableFuture<Response> answer;
        try (Session other = new Session()) {
            other.lock(table, first);
            answer = CompletableFuture.supplyAsync(call);
            await().until(other::isWaitedFor);

            assertThat(other.locksAtOnce("kms_key", then)).isTrue();
        }
        assertThat(answer.join().statusCode()).isEqualTo(status);
    }

    private Response addAlias() {
        return kms.request().post("/api/v2/keys/" + key + "/aliases/orders-prod");
    }

    private static String ack(String key) {
        String version = Rows.column("select current_version::text from kms_key where id = ?", UUID.fromString(key))
                .getFirst();
        return "{\"eventId\":\"e-" + key + "\",\"adopterKeyState\":\"DEK_ENABLED\",\"timestamp\":"
                + "\"2026-03-01T08:00:00Z\",\"keyStateData\":{\"keyVersion\":\"" + version + "\"}}";
    }
}
