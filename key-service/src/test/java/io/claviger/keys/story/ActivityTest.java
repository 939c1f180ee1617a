package io.claviger.keys.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The audit trail (key-protect-api.md 7): every call, done or refused. */
@QuarkusTest
class ActivityTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CRN = "crn%3Av1%3Abluemix%3Apublic%3Acontainers-kubernetes%3Alocal%3Aa%2Facc%3Ac%3A%3A";

    @Inject
    MovableClock clock;

    @Test
    void recordsEveryActionOnAKeyInOrder() {
        // Given
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("orders");

        // When
        String ciphertext = kms.wrap(key, "{}");
        kms.act(key, "unwrap", "{\"ciphertext\":\"" + ciphertext + "\"}");
        kms.act(key, "rewrap", "{\"ciphertext\":\"" + ciphertext + "\"}");
        kms.act(key, "rotate");
        kms.act(key, "disable");
        kms.act(key, "wrap", "{}").then().statusCode(409);
        kms.as("Reader").act(key, "enable").then().statusCode(401);
        clock.advance(Duration.ofSeconds(30));
        kms.act(key, "enable");
        kms.request().get("/api/v2/keys/" + key);
        kms.request().get("/api/v2/keys/" + key + "/metadata");
        kms.request().get("/api/v2/keys/" + key + "/versions");
        kms.asService("master-service")
                .request()
                .urlEncodingEnabled(false)
                .body("{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"preventKeyDeletion\":false}]}")
                .post("/api/v2/keys/" + key + "/registrations/" + CRN);
        kms.request().get("/api/v2/keys/" + key + "/registrations");
        kms.request().delete("/api/v2/keys/" + key).then().statusCode(409);
        kms.request().delete("/api/v2/keys/" + key + "?force=true");
        clock.advance(Duration.ofSeconds(30));
        kms.request().post("/api/v2/keys/" + key + "/restore");

        // Then
        List<JsonPath> records = recordsAbout(key, 17);
        assertThat(records.stream()
                        .map(r -> "%s %s %s %d"
                                .formatted(
                                        r.getString("action"),
                                        r.getString("outcome"),
                                        r.getString("severity"),
                                        r.getInt("reason.reasonCode"))))
                .containsExactly(
                        "kms.secrets.create success normal 201",
                        "kms.secrets.wrap success normal 200",
                        "kms.secrets.unwrap success normal 200",
                        "kms.secrets.rewrap success normal 200",
                        "kms.secrets.rotate success warning 204",
                        "kms.secrets.disable success warning 204",
                        "kms.secrets.wrap failure warning 409",
                        "kms.secrets.enable failure critical 401",
                        "kms.secrets.enable success warning 204",
                        "kms.secrets.read success normal 200",
                        "kms.secrets-metadata.read success normal 200",
                        "kms.secrets-key-versions.list success normal 200",
                        "kms.registrations.create success normal 201",
                        "kms.registrations.list success normal 200",
                        "kms.secrets.delete failure critical 409",
                        "kms.secrets.delete success critical 200",
                        "kms.secrets.restore success warning 201");
        JsonPath wrap = records.get(1);
        assertThat(wrap.getString("initiator.id")).isEqualTo("IBMid-manager");
        assertThat(wrap.getString("responseData.keyVersionId")).isEqualTo(key);
        assertThat(wrap.getString("requestData.instanceID")).isEqualTo(kms.instance());
        assertThat(wrap.getString("requestData.requestURI")).isEqualTo("/api/v2/keys/" + key + "/actions/wrap");
        assertThat(wrap.getBoolean("dataEvent")).isTrue();
        assertThat(wrap.getString("logSourceCRN")).endsWith(":" + kms.instance() + "::");
        assertThat(wrap.getString("target.id")).endsWith(":key:" + key);
        assertThat(records.get(0).getString("responseData.keyState")).isEqualTo("1");
        assertThat(records.get(0).getString("responseData.keyVersionId")).isEqualTo(key);
        assertThat(records.get(6).getString("reason.reasonForFailure")).contains("suspended since");
    }

    @Test
    void namesHyperProtectInstancesAsTheirService() {
        Kms kms = Kms.newInstance("hs-crypto");
        String key = kms.createRootKey("orders");

        assertThat(recordsAbout(key, 1).getFirst().getString("action")).isEqualTo("hs-crypto.secrets.create");
        assertThat(kms.key(key).getString("resources[0].crn")).startsWith("crn:v1:bluemix:public:hs-crypto:us-south:");
    }

    private static List<JsonPath> recordsAbout(String key, int expected) {
        try (Bus bus = new Bus("claviger.activity.v1")) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(records(bus, key)).hasSizeGreaterThanOrEqualTo(expected));
            return records(bus, key);
        }
    }

    private static List<JsonPath> records(Bus bus, String key) {
        return bus.records(record -> record.key().endsWith(":key:" + key)).stream()
                .map(record -> JsonPath.from(new String(record.value(), StandardCharsets.UTF_8)))
                .toList();
    }
}
