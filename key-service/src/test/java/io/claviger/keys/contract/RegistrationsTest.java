package io.claviger.keys.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registrations and what they do to deletions (key-protect-api.md 5.3, 2.6). */
@QuarkusTest
class RegistrationsTest {

    private static final String CRN =
            "crn%3Av1%3Abluemix%3Apublic%3Acontainers-kubernetes%3Alocal%3Aa%2Facc%3Acluster1%3A%3A";
    private static final String DECODED = "crn:v1:bluemix:public:containers-kubernetes:local:a/acc:cluster1::";

    @Inject
    MovableClock clock;

    private Kms manager;
    private Kms master;
    private String key;

    @BeforeEach
    void createKey() {
        manager = Kms.newInstance();
        master = manager.asService("master-service");
        key = manager.createRootKey("orders");
    }

    @Test
    void writesReplacesMergesAndDeletes() {
        register(master, false)
                .then()
                .statusCode(201)
                .body("metadata.collectionType", equalTo("application/vnd.ibm.kms.registration+json"))
                .body("resources[0].resourceCrn", equalTo(DECODED))
                .body("resources[0].keyId", equalTo(key))
                .body("resources[0].keyName", equalTo("orders"))
                .body("resources[0].keyVersion.id", equalTo(key))
                .body("resources[0].preventKeyDeletion", equalTo(false));
        master.request()
                .urlEncodingEnabled(false)
                .body(body("\"description\":\"merged\",\"registrationMetadata\":\"m\""))
                .patch(path())
                .then()
                .statusCode(200)
                .body("resources[0].description", equalTo("merged"))
                .body("resources[0].preventKeyDeletion", equalTo(false));
        manager.request()
                .get("/api/v2/keys/registrations?totalCount=true")
                .then()
                .statusCode(200)
                .body("metadata.totalCount", equalTo(1))
                .body("resources[0].registrationMetadata", nullValue());
        master.request()
                .urlEncodingEnabled(false)
                .body(body("\"preventKeyDeletion\":true"))
                .put(path())
                .then()
                .statusCode(200)
                .body("resources[0].description", equalTo(""));
        master.request().urlEncodingEnabled(false).delete(path()).then().statusCode(204);
        master.request().urlEncodingEnabled(false).delete(path()).then().statusCode(404);
        manager.request()
                .get("/api/v2/keys/" + key + "/registrations")
                .then()
                .body("resources", hasSize(0))
                .body("metadata.collectionTotal", equalTo(0));
    }

    @Test
    void saysOfASecondRegistrationThatItIsThere() {
        register(master, false).then().statusCode(201);

        register(master, false)
                .then()
                .statusCode(409)
                .body("resources[0].reasons[0].code", equalTo("REGISTRATION_EXISTS_ERR"));
    }

    @Test
    void keepsUsersAndOtherServicesOut() {
        register(manager, false).then().statusCode(403).body("resources[0].errorMsg", endsWith("(SERVICE_ONLY_ERR)"));
        register(master, false).then().statusCode(201);
        Kms worker = manager.asService("worker-service");

        register(worker, false).then().statusCode(403).body("resources[0].errorMsg", endsWith("(RESOURCE_OWNER_ERR)"));
        worker.request()
                .urlEncodingEnabled(false)
                .delete(path())
                .then()
                .statusCode(403)
                .body("resources[0].errorMsg", endsWith("(RESOURCE_OWNER_ERR)"));
    }

    @Test
    void registersOnActiveRootKeysOnly() {
        manager.act(key, "disable").then().statusCode(204);
        String standard = manager.request()
                .body(Kms.createBody("\"name\":\"standard\",\"extractable\":true"))
                .post("/api/v2/keys")
                .path("resources[0].id");

        register(master, false)
                .then()
                .statusCode(422)
                .body("resources[0].errorMsg", endsWith("(KEY_INVALID_STATE_ERR)"));
        master.request()
                .urlEncodingEnabled(false)
                .body(body("\"preventKeyDeletion\":false"))
                .post("/api/v2/keys/" + standard + "/registrations/" + CRN)
                .then()
                .statusCode(422)
                .body("resources[0].errorMsg", endsWith("(KEY_ROOT_REQ_REG_ERR)"));
    }

    @Test
    void movesToNewerVersionsOnly() {
        register(master, false).then().statusCode(201);
        manager.act(key, "rotate").then().statusCode(204);
        String newest =
                manager.request().get("/api/v2/keys/" + key + "/versions").path("resources[0].id");

        move(newest).then().statusCode(200).body("resources[0].keyVersion.id", equalTo(newest));
        move(key).then().statusCode(422).body("resources[0].errorMsg", endsWith("(KEY_VERSION_INVALID)"));
        move("00000000-0000-4000-8000-000000000000").then().statusCode(422);
    }

    @Test
    void guardsAgainstDeletion() {
        register(master, false).then().statusCode(201);

        manager.request()
                .delete("/api/v2/keys/" + key)
                .then()
                .statusCode(409)
                .body("resources[0].errorMsg", endsWith("(PROTECTED_RESOURCE_ERR)"))
                .body("resources[0].reasons[0].target.name", equalTo("force"));
        master.request()
                .urlEncodingEnabled(false)
                .body(body("\"preventKeyDeletion\":true"))
                .patch(path());
        manager.request()
                .delete("/api/v2/keys/" + key + "?force=true")
                .then()
                .statusCode(409)
                .body("resources[0].errorMsg", endsWith("(PREV_KEY_DEL_ERR)"));
        master.request()
                .urlEncodingEnabled(false)
                .body(body("\"preventKeyDeletion\":false"))
                .patch(path());
        manager.request().delete("/api/v2/keys/" + key + "?force=true").then().statusCode(204);
        clock.advance(Duration.ofSeconds(30));
        manager.request()
                .header("Prefer", "return=minimal")
                .post("/api/v2/keys/" + key + "/restore")
                .then()
                .statusCode(201)
                .body("resources[0]", equalTo(Map.of("id", key)));
        manager.request().get("/api/v2/keys/" + key + "/registrations").then().body("resources", hasSize(1));
    }

    @Test
    void findsByCrnHoweverOftenItWasEncoded() {
        register(master, false).then().statusCode(201);
        String start = "/api/v2/keys/" + key + "/registrations?urlEncodedResourceCRNQuery=";

        for (String query :
                new String[] {CRN, CRN.replace("%", "%25"), CRN.replace("%", "%2525"), "crn%3Av1%3Abluemix%3A%2A", "%2A"
                }) {
            manager.request()
                    .urlEncodingEnabled(false)
                    .get(start + query)
                    .then()
                    .body("resources", hasSize(1));
        }
        for (String query : new String[] {"crn%3Av1%3Aother%3A%2A", "crn_v1%3A%2A"}) {
            manager.request()
                    .urlEncodingEnabled(false)
                    .get(start + query)
                    .then()
                    .body("resources", hasSize(0));
        }
        manager.request()
                .urlEncodingEnabled(false)
                .get("/api/v2/keys/registrations?urlEncodedResourceCRNQuery=crn%3Av1%3A%2A")
                .then()
                .statusCode(400);
        manager.request()
                .get("/api/v2/keys/" + key + "/registrations?preventKeyDeletion=true")
                .then()
                .body("resources", hasSize(0));
    }

    @Test
    void listsThoseOfTheRingThatTheCallerRestrictsItselfTo() {
        // Given
        register(master, false).then().statusCode(201);
        manager.request().post("/api/v2/key_rings/prod").then().statusCode(201);
        String elsewhere = manager.request()
                .header("X-Kms-Key-Ring", "prod")
                .body(Kms.createBody("\"name\":\"elsewhere\",\"extractable\":false"))
                .post("/api/v2/keys")
                .path("resources[0].id");
        master.request()
                .urlEncodingEnabled(false)
                .body(body("\"preventKeyDeletion\":false"))
                .post("/api/v2/keys/" + elsewhere + "/registrations/" + CRN)
                .then()
                .statusCode(201);

        // Then
        Map.of("default", key, "prod", elsewhere)
                .forEach((ring, of) -> manager.request()
                        .header("X-Kms-Key-Ring", ring)
                        .get("/api/v2/keys/registrations?totalCount=true")
                        .then()
                        .statusCode(200)
                        .body("resources.keyId", equalTo(List.of(of)))
                        .body("metadata.totalCount", equalTo(1)));
        manager.request().get("/api/v2/keys/registrations").then().body("resources", hasSize(2));
    }

    @Test
    void takesEventAcknowledgementsFromServices() {
        register(master, false).then().statusCode(201);
        manager.act(key, "rotate").then().statusCode(204);
        String newest =
                manager.request().get("/api/v2/keys/" + key + "/versions").path("resources[0].id");
        String ack = """
                {"metadata":{"collectionTotal":1},"resources":[{"eventId":"e1","adopterKeyState":"DEK_ENABLED",
                "timestamp":"2026-03-01T08:00:00Z","keyStateData":{"keyVersion":"%s"}}]}""";

        manager.request()
                .body(ack.formatted(newest))
                .post("/api/v2/event_ack")
                .then()
                .statusCode(403);
        master.request()
                .body(ack.formatted("not-a-version"))
                .post("/api/v2/event_ack")
                .then()
                .statusCode(400);
        master.request()
                .body(ack.formatted(newest))
                .post("/api/v2/event_ack")
                .then()
                .statusCode(204);

        assertThat(manager.request()
                        .get("/api/v2/keys/" + key + "/registrations")
                        .<String>path("resources[0].keyVersion.id"))
                .isEqualTo(newest);
    }

    private Response move(String version) {
        return master.request()
                .urlEncodingEnabled(false)
                .body(body("\"keyVersionId\":\"" + version + "\""))
                .patch(path());
    }

    private Response register(Kms kms, boolean prevent) {
        return kms.request()
                .urlEncodingEnabled(false)
                .body(body("\"preventKeyDeletion\":" + prevent + ",\"description\":\"cluster1\""))
                .post(path());
    }

    private String path() {
        return "/api/v2/keys/" + key + "/registrations/" + CRN;
    }

    private static String body(String fields) {
        return "{\"metadata\":{\"collectionType\":\"application/vnd.ibm.kms.registration_input+json\","
                + "\"collectionTotal\":1},\"resources\":[{" + fields + "}]}";
    }
}
