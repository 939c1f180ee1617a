package io.claviger.keys.story;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.sql.Sql;
import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.Rows;
import io.claviger.keys.support.Session;
import io.claviger.keys.versionuse.store.VersionUseStore;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** I7: what still needs a key version, and that only a version is destroyed that nothing needs. */
@QuarkusTest
class VersionUseTest {

    private static final String CRN = "crn%3Av1%3Abluemix%3Apublic%3Acontainers-kubernetes%3Alocal%3Aa%2Facc%3A";
    private static final String PLAIN_CRN = "crn:v1:bluemix:public:containers-kubernetes:local:a/acc:";

    @Inject
    MovableClock clock;

    @Inject
    VersionUseStore store;

    @Inject
    Sql sql;

    private Kms manager;
    private Kms master;
    private Kms worker;
    private String key;

    @BeforeEach
    void createKey() {
        manager = Kms.newInstance();
        master = manager.asService("master-service");
        worker = manager.asService("worker-service");
        key = manager.createRootKey("orders");
    }

    @Test
    void listsWhatNeedsAVersionExactlyAndInPages() {
        // Given
        register(master, "c1");
        register(master, "c2");
        register(worker, "p1");
        String second = rotate();
        String third = rotate();

        // When
        move(master, "c1", second);
        move(worker, "p1", third);

        // Then
        usage(key, "?limit=1&offset=0")
                .then()
                .statusCode(200)
                .body("current", equalTo(false))
                .body("needed", equalTo(true))
                .body("counts.registered", equalTo(3))
                .body("counts.needing", equalTo(1))
                .body("resources.resourceCrn", contains(PLAIN_CRN + "c2::"))
                .body("services.service", contains("iam-ServiceId-master-service"))
                .body("services[0].resources", equalTo(1))
                .body("services[0].acknowledged", nullValue());
        // Whoever is on the first version may have wrapped under the second since.
        usage(second, "")
                .then()
                .body("counts.needing", equalTo(2))
                .body("counts.onThisVersion", equalTo(1))
                .body("counts.onOlderVersions", equalTo(1))
                .body("resources.resourceCrn", contains(PLAIN_CRN + "c2::", PLAIN_CRN + "c1::"))
                .body("resources.keyVersion.id", contains(key, second));
        usage(second, "?limit=1&offset=1").then().body("resources.resourceCrn", contains(PLAIN_CRN + "c1::"));
        usage(third, "").then().body("current", equalTo(true)).body("counts.needing", equalTo(3));
        usage(UUID.randomUUID().toString(), "").then().statusCode(404);
        usage(second, "?limit=0").then().statusCode(400);
    }

    @Test
    void answersWhileSomebodyElseChangesTheKey() throws SQLException {
        register(master, "c1");
        try (Session changing = new Session()) {
            changing.lock("kms_key", key);

            CompletableFuture<Integer> status =
                    CompletableFuture.supplyAsync(() -> usage(key, "").statusCode());

            assertThat(status).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(200);
        }
    }

    @Test
    void refusesToDestroyWithoutWaitingForTheKey() throws SQLException {
        register(master, "c1");
        rotate();
        try (Session changing = new Session()) {
            changing.lock("kms_key", key);

            CompletableFuture<Response> refused = CompletableFuture.supplyAsync(() -> destroy(key, "?force=true"));

            assertThat(refused).succeedsWithin(Duration.ofSeconds(60));
            refused(refused.join(), 409, "KEY_VERSION_IN_USE_ERR");
        }
    }

    @Test
    void knowsWhetherAVersionIsNeededWithoutCounting() {
        // Given two services on the first of three versions, of which one moves on
        register(master, "c1");
        register(master, "c2");
        register(worker, "p1");
        String second = rotate();
        String third = rotate();
        assertThat(needed(key, 1)).isTrue();
        assertThat(needed(third, 3)).isTrue();

        // When, Then
        move(worker, "p1", second);
        assertThat(needed(key, 1)).isTrue();
        sql.write("""
                insert into service_version (key_id, service, ordinal, moved_at)
                values (?, 'iam-ServiceId-master-service', 3, now())
                """, UUID.fromString(key));
        assertThat(needed(key, 1)).isFalse();
        assertThat(needed(second, 2)).isTrue();
        move(worker, "p1", third);
        assertThat(needed(second, 2)).isFalse();
        assertThat(needed(third, 3)).isTrue();
    }

    private boolean needed(String version, int ordinal) {
        KeyId id = new KeyId(UUID.fromString(key));
        Life.Version asked = new Life.Version(new VersionId(UUID.fromString(version)), ordinal, 256, clock.instant());
        boolean needed = store.isNeeded(id, asked);
        VersionUseStore.Counts counts = store.count(id, asked);
        assertThat(needed).isEqualTo(counts.onIt() + counts.onOlder() > 0);
        return needed;
    }

    @Test
    void destroysAVersionOnlyWhenEveryRegistrationHasMovedOn() {
        // Given
        String ciphertext = manager.wrap(key, "{}");
        register(master, "c1");
        register(worker, "p1");
        String second = rotate();
        move(worker, "p1", second);

        // When, Then
        refused(destroy(second, ""), 409, "KEY_VERSION_CURRENT_ERR");
        destroy(key, "?force=true")
                .then()
                .statusCode(409)
                .body("resources[0].errorMsg", endsWith("(KEY_VERSION_IN_USE_ERR)"))
                .body("resources[0].reasons[0].message", containsString(PLAIN_CRN + "c1::"));
        unwrap(ciphertext).then().statusCode(200);
        move(master, "c1", second);
        destroy(key, "").then().statusCode(204);

        refused(unwrap(ciphertext), 422, "UNPROCESSABLE_CIPHERTEXT_ERR");
        refused(destroy(key, ""), 410, "KEY_VERSION_DELETED_ERR");
        manager.request()
                .get("/api/v2/keys/" + key + "/versions")
                .then()
                .body("resources", hasSize(2))
                .body("resources[0].state", nullValue())
                .body("resources[1].id", equalTo(key))
                .body("resources[1].state", equalTo(5));
        usage(key, "").then().body("needed", equalTo(false));
        assertThat(Rows.column(
                        "select coalesce(sealed_material, commitment)::text from key_version where id = ?",
                        UUID.fromString(key)))
                .as("the material is gone from the row")
                .containsExactly((String) null);
        assertThat(manager.wrap(key, "{}")).isNotEmpty();
    }

    @Test
    void destroysOnTheOwnersWordWhereNobodyIsRegistered() {
        // Given
        rotate();

        // When, Then
        destroy(key, "")
                .then()
                .statusCode(409)
                .body("resources[0].errorMsg", endsWith("(KEY_VERSION_USE_UNKNOWN_ERR)"))
                .body("resources[0].reasons[0].target.name", equalTo("force"));
        refused(manager.as("Writer").request().delete(path(key) + "?force=true"), 401, null);
        destroy(key, "?force=true").then().statusCode(204);
        try (Bus bus = new Bus("claviger.activity.v1")) {
            await().untilAsserted(() -> assertThat(bus.records(VersionUseTest::tellsOfADestruction))
                    .anySatisfy(record -> assertThat(text(record))
                            .contains(key, "\"force\":true", "\"provenBy\":\"force\"", "IBMid-manager")));
        }
    }

    private static boolean tellsOfADestruction(ConsumerRecord<String, byte[]> record) {
        return text(record).contains("kms.secrets-key-versions.delete")
                && text(record).contains("\"success\"");
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    @Test
    void letsNobodyDestroyAloneWhatTwoAreNeededToDelete() {
        rotate();
        manager.request()
                .body("""
                        {"metadata":{"collectionTotal":1},"resources":[{"type":"application/vnd.ibm.kms.policy+json",
                        "dualAuthDelete":{"enabled":true}}]}""")
                .put("/api/v2/keys/" + key + "/policies?policy=dualAuthDelete")
                .then()
                .statusCode(200);

        refused(destroy(key, "?force=true"), 409, "AUTHORIZATIONS_NOT_MET");
        manager.as("Writer").act(key, "setKeyForDeletion").then().statusCode(204);
        destroy(key, "?force=true").then().statusCode(204);
    }

    private void register(Kms service, String name) {
        service.request()
                .urlEncodingEnabled(false)
                .body(body("\"preventKeyDeletion\":false"))
                .post("/api/v2/keys/" + key + "/registrations/" + CRN + name + "%3A%3A")
                .then()
                .statusCode(201);
    }

    private void move(Kms service, String name, String version) {
        service.request()
                .urlEncodingEnabled(false)
                .body(body("\"keyVersionId\":\"" + version + "\""))
                .patch("/api/v2/keys/" + key + "/registrations/" + CRN + name + "%3A%3A")
                .then()
                .statusCode(200);
    }

    private String rotate() {
        clock.advance(Duration.ofHours(1));
        manager.act(key, "rotate").then().statusCode(204);
        return manager.request().get("/api/v2/keys/" + key + "/versions").path("resources[0].id");
    }

    private Response usage(String version, String query) {
        return manager.request().get(path(version) + "/usage" + query);
    }

    private Response destroy(String version, String query) {
        return manager.request().delete(path(version) + query);
    }

    private Response unwrap(String ciphertext) {
        return manager.act(key, "unwrap", "{\"ciphertext\":\"" + ciphertext + "\"}");
    }

    private String path(String version) {
        return "/claviger/v1/keys/" + key + "/versions/" + version;
    }

    private static void refused(Response response, int status, @Nullable String code) {
        response.then().statusCode(status);
        if (code != null) {
            response.then().body("resources[0].errorMsg", endsWith("(" + code + ")"));
        }
    }

    private static String body(String fields) {
        return "{\"metadata\":{\"collectionTotal\":1},\"resources\":[{" + fields + "}]}";
    }
}
