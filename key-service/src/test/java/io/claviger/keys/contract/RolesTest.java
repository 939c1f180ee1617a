package io.claviger.keys.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what (key-protect-api.md 6.2), over HTTP. */
@QuarkusTest
class RolesTest {

    private static final String PLAINTEXT = "{\"plaintext\":\"AAAA\"}";

    @Inject
    MovableClock clock;

    /** 1 where the role may, in the order Reader, ReaderPlus, Writer, Manager, KeyPurge, KmipAdapterManager. */
    @ParameterizedTest
    @CsvSource({
        "create, 001100",
        "read, 011100",
        "metadata, 111100",
        "versions, 111100",
        "list, 111101",
        "count, 111101",
        "wrap, 111100",
        "rotate, 001100",
        "registrations, 111100",
        "allRegistrations, 111100",
        "disable, 000100",
        "delete, 000100"
    })
    void letsEveryRoleDoWhatTheContractSays(String operation, String allowed) {
        List<String> roles = List.of("Reader", "ReaderPlus", "Writer", "Manager", "KeyPurge", "KmipAdapterManager");
        Kms manager = Kms.newInstance();
        for (int i = 0; i < roles.size(); i++) {
            String key = manager.createRootKey("orders");

            int status = perform(manager.as(roles.get(i)), operation, key).statusCode();

            assertThat(status == 401 ? 401 : status / 100 * 100)
                    .as("%s as %s", operation, roles.get(i))
                    .isEqualTo(allowed.charAt(i) == '1' ? 200 : 401);
        }
    }

    private static Response perform(Kms kms, String operation, String key) {
        String path = "/api/v2/keys/" + key;
        return switch (operation) {
            case "create" ->
                kms.request()
                        .body(Kms.createBody("\"name\":\"new\",\"extractable\":false"))
                        .post("/api/v2/keys");
            case "read" -> kms.request().get(path);
            case "metadata", "versions", "registrations" -> kms.request().get(path + "/" + operation);
            case "list" -> kms.request().get("/api/v2/keys");
            case "allRegistrations" -> kms.request().get("/api/v2/keys/registrations");
            case "count" -> kms.request().head("/api/v2/keys");
            case "wrap" -> kms.act(key, "wrap", PLAINTEXT);
            case "rotate", "disable" -> kms.act(key, operation);
            case "delete" -> kms.request().delete(path);
            default -> throw new IllegalArgumentException(Arrays.toString(new String[] {operation}));
        };
    }

    @Test
    void letsOnlyTheKeyPurgeRolePurge() {
        // Given
        Kms manager = Kms.newInstance();
        String key = manager.createRootKey("orders");
        manager.request().delete("/api/v2/keys/" + key).then().statusCode(204);
        String path = "/api/v2/keys/" + key + "/purge";

        // When, Then
        manager.request()
                .delete(path)
                .then()
                .statusCode(409)
                .body("resources[0].errorMsg", endsWith("(REQ_TOO_EARLY_ERR)"));
        clock.advance(Duration.ofHours(4));
        manager.request().delete(path).then().statusCode(401);
        manager.as("KeyPurge").request().delete(path).then().statusCode(204);
        manager.request().get("/api/v2/keys/" + key).then().statusCode(404);
    }

    @Test
    void refusesToPurgeALivingKeyByItsStateWhateverTheRole() {
        Kms manager = Kms.newInstance();
        String key = manager.createRootKey("orders");

        manager.request()
                .delete("/api/v2/keys/" + key + "/purge")
                .then()
                .statusCode(409)
                .body("resources[0].errorMsg", endsWith("(KEY_ACTION_INVALID_STATE_ERR)"));
    }

    @Test
    void letsServicesUseKeysAndNeverDeleteThem() {
        Kms manager = Kms.newInstance();
        String key = manager.createRootKey("orders");
        Kms service = manager.asService("master-service");

        service.act(key, "wrap", PLAINTEXT).then().statusCode(200);
        service.act(key, "disable").then().statusCode(401);
        service.request()
                .delete("/api/v2/keys/" + key + "?force=true")
                .then()
                .statusCode(403)
                .body("resources[0].errorMsg", endsWith("(RESOURCE_OWNER_ERR)"));
        assertThat(manager.key(key).getInt("resources[0].state")).isEqualTo(1);
    }

    @Test
    void letsAManagerOfAnotherAccountDoNothing() {
        Kms manager = Kms.newInstance();
        String key = manager.createRootKey("orders");
        Kms stranger = manager.withToken(io.claviger.testkit.TestTokens.user(
                "f".repeat(32), "IBMid-stranger", Map.of("kms", List.of("Manager", "KeyPurge"))));

        stranger.act(key, "wrap", PLAINTEXT).then().statusCode(401);
        stranger.request().delete("/api/v2/keys/" + key).then().statusCode(401);
    }
}
