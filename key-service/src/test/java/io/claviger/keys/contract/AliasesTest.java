package io.claviger.keys.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.nullValue;

import com.ibm.cloud.ibm_key_protect_api.v2.IbmKeyProtectApi;
import com.ibm.cloud.ibm_key_protect_api.v2.model.CreateKeyAliasOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.DeleteKeyAliasOptions;
import com.ibm.cloud.sdk.core.security.BearerTokenAuthenticator;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Second names of keys, by IBM's own client and by what it cannot say. */
@QuarkusTest
class AliasesTest {

    @TestHTTPResource("/")
    @Nullable
    URI url;

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
    void servesTheSdk() {
        // Given
        IbmKeyProtectApi sdk = new IbmKeyProtectApi("kp", new BearerTokenAuthenticator(kms.token()));
        sdk.setServiceUrl(String.valueOf(url).replaceAll("/$", ""));

        // When
        var created = sdk.createKeyAlias(new CreateKeyAliasOptions.Builder(key, "orders-prod", kms.instance()).build())
                .execute();

        // Then
        assertThat(created.getStatusCode()).isEqualTo(201);
        assertThat(created.getResult().getResources().getFirst().getKeyId()).isEqualTo(key);
        assertThat(created.getResult().getResources().getFirst().getAlias()).isEqualTo("orders-prod");
        assertThat(created.getResult().getResources().getFirst().getCreatedBy()).isEqualTo("IBMid-manager");
        assertThat(kms.key("orders-prod").getList("resources[0].aliases", String.class))
                .containsExactly("orders-prod");
        var deleted = sdk.deleteKeyAlias(
                        new DeleteKeyAliasOptions.Builder("orders-prod", "orders-prod", kms.instance()).build())
                .execute();
        assertThat(deleted.getStatusCode()).isEqualTo(204);
        kms.request().get("/api/v2/keys/orders-prod").then().statusCode(404);
    }

    @Test
    void findsAKeyByItsAliasWhateverIsAsked() {
        // Given
        alias(key, "orders-prod").then().statusCode(201);

        // When
        String ciphertext = kms.wrap("orders-prod", "{}");

        // Then
        kms.act(key, "unwrap", "{\"ciphertext\":\"" + ciphertext + "\"}").then().statusCode(200);
        for (String path : List.of("", "/metadata", "/versions", "/registrations")) {
            kms.request().get("/api/v2/keys/orders-prod" + path).then().statusCode(200);
        }
        kms.act("orders-prod", "rotate").then().statusCode(204);
        kms.act("orders-prod", "disable").then().statusCode(204);
        kms.request().get("/api/v2/keys/ORDERS-PROD").then().statusCode(404);
        Kms.newInstance()
                .as("Manager")
                .request()
                .get("/api/v2/keys/orders-prod")
                .then()
                .statusCode(404);
    }

    @Test
    void createsKeysWithAliasesInTheirOrder() {
        String body = Kms.createBody("\"name\":\"ok\",\"extractable\":false,\"aliases\":[\"zz\",\"aa\",\"mm\"]");

        kms.request()
                .body(body)
                .post("/api/v2/keys")
                .then()
                .statusCode(201)
                .body("resources[0].aliases", contains("zz", "aa", "mm"));

        assertThat(kms.key("mm").getList("resources[0].aliases", String.class)).containsExactly("zz", "aa", "mm");
        kms.request()
                .body(body)
                .post("/api/v2/keys")
                .then()
                .statusCode(409)
                .body("resources[0].errorMsg", endsWith("(KEY_ALIAS_NOT_UNIQUE_ERR)"));
        assertThat(kms.request().get("/api/v2/keys").jsonPath().getInt("metadata.collectionTotal"))
                .isEqualTo(2);
    }

    @Test
    void freesTheAliasesOfADestroyedKeyAndGivesBackThoseStillFree() {
        // Given
        alias(key, "first").then().statusCode(201);
        alias(key, "taken").then().statusCode(201);
        alias(key, "last").then().statusCode(201);

        // When
        kms.request()
                .header("Prefer", "return=representation")
                .delete("/api/v2/keys/first")
                .then()
                .statusCode(200)
                .body("resources[0].aliases", nullValue());
        String other = kms.createRootKey("other");
        alias(other, "taken").then().statusCode(201);

        // Then
        kms.request().get("/api/v2/keys/first").then().statusCode(404);
        alias(key, "new").then().statusCode(410);
        clock.advance(Duration.ofSeconds(31));
        kms.request()
                .post("/api/v2/keys/" + key + "/restore")
                .then()
                .statusCode(201)
                .body("resources[0].aliases", contains("first", "last"));
        assertThat(kms.key("taken").getString("resources[0].id")).isEqualTo(other);
        assertThat(kms.key("last").getString("resources[0].id")).isEqualTo(key);
    }

    @Test
    void givesAKeyFiveAliasesAndNoMore() {
        for (int i = 1; i <= 5; i++) {
            alias(key, "alias-" + i).then().statusCode(201);
        }

        alias(key, "alias-6").then().statusCode(409).body("resources[0].errorMsg", endsWith("(KEY_ALIAS_LIMIT_ERR)"));
        alias(key, "alias-5")
                .then()
                .statusCode(409)
                .body("resources[0].errorMsg", endsWith("(KEY_ALIAS_NOT_UNIQUE_ERR)"));
    }

    @Test
    void givesANameToOneOfManyWhoWantIt() throws Exception {
        List<Callable<Integer>> hands = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String wanting = kms.createRootKey("wanting-" + i);
            hands.add(() -> alias(wanting, "wanted").statusCode());
        }

        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> status : pool.invokeAll(hands)) {
                statuses.add(status.get());
            }
        }

        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
    }

    @Test
    void letsWritersNameKeysAndReadersNot() {
        assertThat(kms.as("Reader")
                        .request()
                        .post("/api/v2/keys/" + key + "/aliases/mine")
                        .statusCode())
                .isEqualTo(401);
        assertThat(kms.as("Writer")
                        .request()
                        .post("/api/v2/keys/" + key + "/aliases/mine")
                        .statusCode())
                .isEqualTo(201);
    }

    private io.restassured.response.Response alias(String of, String alias) {
        return kms.request().post("/api/v2/keys/" + of + "/aliases/" + alias);
    }

    @Test
    void letsOnlyManagersTakeAliasesBackInHyperProtect() {
        Kms hyper = Kms.newInstance("hs-crypto");
        String key = hyper.createRootKey("orders");
        String alias = "/api/v2/keys/" + key + "/aliases/orders-prod";

        hyper.as("Writer").request().post(alias).then().statusCode(201);
        hyper.as("Writer").request().delete(alias).then().statusCode(401);
        hyper.request().delete(alias).then().statusCode(204);
    }
}
