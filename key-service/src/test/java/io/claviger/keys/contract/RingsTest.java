package io.claviger.keys.contract;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import com.ibm.cloud.ibm_key_protect_api.v2.IbmKeyProtectApi;
import com.ibm.cloud.ibm_key_protect_api.v2.model.CreateKeyRingOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.DeleteKeyRingOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.ListKeyRingsOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.PatchKeyOptions;
import com.ibm.cloud.sdk.core.security.BearerTokenAuthenticator;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.Rows;
import io.claviger.keys.support.Session;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups of keys, by IBM's own client and by what it cannot say. */
@QuarkusTest
class RingsTest {

    @TestHTTPResource("/")
    @Nullable
    URI url;

    /** Deleted by its time, or the service would purge them meanwhile. */
    @Inject
    MovableClock clock;

    private Kms kms;

    @BeforeEach
    void order() {
        kms = Kms.newInstance();
    }

    /** One of a thousand keys is held by somebody: the others do not wait for him in one long transaction. */
    @Test
    void moveDestroyedKeysPartByPart() throws SQLException {
        // Given
        kms.request().post("/api/v2/key_rings/big").then().statusCode(201);
        Rows.column("""
                with keys as (select gen_random_uuid() as id, gen_random_uuid() as version, ?::timestamptz as since
                                from generate_series(1, 1000)),
                     versions as (insert into key_version (id, key_id, ordinal, bits, sealed_material, created_at)
                                  select version, id, 1, 256, '', since from keys)
                insert into kms_key (id, instance_id, name, key_ring, extractable, imported, created_at, created_by, state,
                                     state_since, revision, current_version, last_update_at, deleted_at, deleted_by)
                select id, ?, 'k', 'big', false, false, since, 'me', 5, since, 1, version, since, since, 'me' from keys
                returning id
                """, clock.instant().toString(), kms.instance());
        String last = ringsKeys("big").getLast();

        try (Session other = new Session()) {
            other.lock("kms_key", last);

            // When
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() ->
                    kms.request().delete("/api/v2/key_rings/big?force=true").statusCode());

            // Then
            await().until(() -> ringsKeys("big").size() <= 500);
            assertThat(status).isNotDone();
            other.commit();
            assertThat(status).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(204);
        }
        assertThat(ringsKeys("default")).hasSize(1000);
        Rows.column("delete from kms_key where instance_id = ? returning id", kms.instance());
    }

    private List<String> ringsKeys(String ring) {
        return Rows.column(
                "select id from kms_key where instance_id = ? and key_ring = ? order by id", kms.instance(), ring);
    }

    @Test
    void servesTheSdk() {
        // Given
        IbmKeyProtectApi sdk = new IbmKeyProtectApi("kp", new BearerTokenAuthenticator(kms.token()));
        sdk.setServiceUrl(String.valueOf(url).replaceAll("/$", ""));
        String key = kms.createRootKey("orders");

        // When
        var created = sdk.createKeyRing(new CreateKeyRingOptions.Builder("prod", kms.instance()).build())
                .execute();
        var moved = sdk.patchKey(new PatchKeyOptions.Builder(key, kms.instance())
                        .xKmsKeyRing("default")
                        .keyPatchBody(
                                new ByteArrayInputStream("{\"KeyRingID\":\"prod\"}".getBytes(StandardCharsets.UTF_8)))
                        .build())
                .execute();
        var listed = sdk.listKeyRings(new ListKeyRingsOptions.Builder(kms.instance())
                        .totalCount(true)
                        .build())
                .execute()
                .getResult();

        // Then
        assertThat(created.getStatusCode()).isEqualTo(201);
        assertThat(moved.getResult().getResources().getFirst().getKeyRingId()).isEqualTo("prod");
        assertThat(listed.getResources()).extracting("id").containsExactly("default", "prod");
        assertThat(listed.getMetadata().getTotalCount()).isEqualTo(2);
        assertThat(listed.getResources().getLast().getCreatedBy()).isEqualTo("IBMid-manager");
        kms.request().patch("/api/v2/keys/" + key).then().statusCode(400);
        kms.request()
                .body("{\"keyRingID\":\"default\"}")
                .patch("/api/v2/keys/" + key)
                .then()
                .statusCode(200);
        assertThat(sdk.deleteKeyRing(new DeleteKeyRingOptions.Builder("prod", kms.instance())
                                .force(true)
                                .build())
                        .execute()
                        .getStatusCode())
                .isEqualTo(204);
    }

    @Test
    void answersACreateWithoutABodyAndASecondOneWithAConflict() {
        kms.request().post("/api/v2/key_rings/prod").then().statusCode(201).body(equalTo(""));

        kms.request()
                .post("/api/v2/key_rings/prod")
                .then()
                .statusCode(409)
                .body("resources[0].errorMsg", endsWith("(KEY_RING_NOT_UNIQUE_ERR)"));
        kms.request().post("/api/v2/key_rings/PROD").then().statusCode(201);
    }

    @Test
    void keepsKeysInTheRingTheyWereMadeIn() {
        // Given
        kms.request().post("/api/v2/key_rings/prod").then().statusCode(201);
        String key = kms.request()
                .header("X-Kms-Key-Ring", "prod")
                .body(Kms.createBody("\"name\":\"orders\",\"extractable\":false"))
                .post("/api/v2/keys")
                .then()
                .statusCode(201)
                .body("resources[0].keyRingID", equalTo("prod"))
                .extract()
                .path("resources[0].id");
        kms.createRootKey("elsewhere");

        // When, Then
        kms.act(key, "wrap", "{}").then().statusCode(200);
        kms.request()
                .header("X-Kms-Key-Ring", "default")
                .get("/api/v2/keys/" + key)
                .then()
                .statusCode(404);
        kms.request()
                .header("X-Kms-Key-Ring", "prod")
                .get("/api/v2/keys")
                .then()
                .body("metadata.collectionTotal", equalTo(1));
        kms.request()
                .header("X-Kms-Key-Ring", "prod")
                .head("/api/v2/keys")
                .then()
                .header("Key-Total", "1");
        kms.request()
                .header("X-Kms-Key-Ring", "prod")
                .get("/api/v2/key_rings")
                .then()
                .body("metadata.collectionTotal", equalTo(2));
    }

    @Test
    void deletesARingOnlyWhenNothingInItLives() {
        // Given
        kms.request().post("/api/v2/key_rings/prod").then().statusCode(201);
        String key = kms.createRootKey("orders");
        kms.request()
                .body("{\"keyRingID\":\"prod\"}")
                .patch("/api/v2/keys/" + key)
                .then()
                .statusCode(200);

        // When, Then
        kms.request()
                .header("X-Kms-Key-Ring", "default")
                .body("{\"keyRingID\":\"default\"}")
                .patch("/api/v2/keys/" + key)
                .then()
                .statusCode(404)
                .body("resources[0].errorMsg", endsWith("(KEY_NOT_FOUND_ERR)"));
        refusedDelete("?force=true");
        kms.request().delete("/api/v2/keys/" + key).then().statusCode(204);
        refusedDelete("");
        kms.request().delete("/api/v2/key_rings/prod?force=true").then().statusCode(204);
        assertThat(kms.key(key).getString("resources[0].keyRingID")).isEqualTo("default");
        assertThat(kms.request().get("/api/v2/key_rings").jsonPath().getList("resources.id", String.class))
                .containsExactly("default");
    }

    @Test
    void holdsFiftyRingsAndNoMore() {
        for (int i = 0; i < 50; i++) {
            kms.request().post("/api/v2/key_rings/ring-" + i).then().statusCode(201);
        }

        kms.request()
                .post("/api/v2/key_rings/ring-50")
                .then()
                .statusCode(409)
                .body("resources[0].errorMsg", endsWith("(KEY_RING_LIMIT_ERR)"));
        kms.request()
                .get("/api/v2/key_rings?limit=10&offset=45&totalCount=True")
                .then()
                .body("metadata.collectionTotal", equalTo(6))
                .body("metadata.totalCount", equalTo(51));
    }

    @Test
    void letsWritersMakeRingsAndOnlyManagersDeleteThem() {
        kms.as("Reader").request().post("/api/v2/key_rings/prod").then().statusCode(401);
        kms.as("Writer").request().post("/api/v2/key_rings/prod").then().statusCode(201);
        kms.as("Writer").request().delete("/api/v2/key_rings/prod").then().statusCode(401);
        kms.as("KmipAdapterManager").request().get("/api/v2/key_rings").then().statusCode(200);
        kms.request().delete("/api/v2/key_rings/prod").then().statusCode(204);
    }

    private void refusedDelete(String query) {
        kms.request()
                .delete("/api/v2/key_rings/prod" + query)
                .then()
                .statusCode(409)
                .body("resources[0].errorMsg", endsWith("(KEY_RING_NOT_EMPTY_ERR)"));
    }
}
