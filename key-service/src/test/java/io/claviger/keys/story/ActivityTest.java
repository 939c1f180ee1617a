package io.claviger.keys.story;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The audit trail (key-protect-api.md 7): every call, done or refused. */
@QuarkusTest
class ActivityTest {

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
                        "kms.secrets.delete success critical 204",
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

    /** The answer to a change depends on what the caller prefers to see of it, and so does its record. */
    @Test
    void recordsTheStatusThatTheCallerGot() {
        // Given
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("orders");
        Kms service = kms.asService("master-service");
        Kms purger = kms.as("KeyPurge");
        String registration = "/api/v2/keys/" + key + "/registrations/" + CRN;
        service.request()
                .urlEncodingEnabled(false)
                .body("{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"preventKeyDeletion\":false}]}")
                .post(registration)
                .then()
                .statusCode(201);

        // When
        service.request()
                .urlEncodingEnabled(false)
                .header("Prefer", "return=representation")
                .delete(registration)
                .then()
                .statusCode(200);
        kms.request()
                .header("Prefer", "return=representation")
                .delete("/api/v2/keys/" + key)
                .then()
                .statusCode(200);
        clock.advance(Duration.ofHours(4));
        purger.request()
                .header("Prefer", "return=representation")
                .delete("/api/v2/keys/" + key + "/purge")
                .then()
                .statusCode(200);

        // Then
        assertThat(recordsAbout(key, 5).stream().map(r -> r.getString("action") + " " + r.getInt("reason.reasonCode")))
                .containsExactly(
                        "kms.secrets.create 201",
                        "kms.registrations.create 201",
                        "kms.registrations.delete 200",
                        "kms.secrets.delete 200",
                        "kms.secrets.purge 200");
    }

    @Test
    void namesHyperProtectInstancesAsTheirService() {
        Kms kms = Kms.newInstance("hs-crypto");
        String key = kms.createRootKey("orders");

        assertThat(recordsAbout(key, 1).getFirst().getString("action")).isEqualTo("hs-crypto.secrets.create");
        assertThat(kms.key(key).getString("resources[0].crn")).startsWith("crn:v1:bluemix:public:hs-crypto:us-south:");
    }

    @Test
    void saysWhatAnInstancePolicyWasAndWhatItIs() {
        // Given
        Kms kms = Kms.newInstance();

        // When
        put(kms, "allowedNetwork", true, "\"allowed_network\":\"private-only\"");
        put(kms, "allowedNetwork", false, "");
        put(kms, "keyCreateImportAccess", true, "\"import_root_key\":false,\"enforce_token\":true");
        put(kms, "keyCreateImportAccess", true, "\"create_standard_key\":false");
        put(kms, "allowedIP", true, "\"allowed_ip\":[\"127.0.0.0/8\",\"192.0.2.0/24\"]");
        put(kms, "dualAuthDelete", true, "");
        put(kms, "dualAuthDelete", false, "");
        put(kms, "rotation", true, "\"interval_month\":0");

        // Then
        List<JsonPath> records = recordsOf(kms, "kms.instance-policies.write", 8);
        assertThat(records.get(0).getMap("requestData"))
                .containsEntry("newValue.policyAllowedNetworkEnabled", true)
                .containsEntry("newValue.policyAllowedNetworkAttribute", "private-only")
                .doesNotContainKey("initialValue.policyAllowedNetworkEnabled");
        assertThat(records.get(1).getMap("requestData"))
                .containsEntry("initialValue.policyAllowedNetworkEnabled", true)
                .containsEntry("initialValue.policyAllowedNetworkAttribute", "private-only")
                .containsEntry("newValue.policyAllowedNetworkEnabled", false);
        assertThat(records.get(2).getMap("requestData"))
                .containsEntry("newValue.PolicyKCIAEnabled", true)
                .containsEntry("newValue.PolicyKCIAAttrIRK", false)
                .containsEntry("newValue.PolicyKCIAAttrET", true);
        assertThat(records.get(3).getMap("requestData"))
                .containsEntry("initialValue.PolicyKCIAAttrIRK", false)
                .containsEntry("initialValue.PolicyKCIAAttrET", true)
                .containsEntry("newValue.PolicyKCIAAttrCRK", true)
                .containsEntry("newValue.PolicyKCIAAttrCSK", false)
                .containsEntry("newValue.PolicyKCIAAttrIRK", true)
                .containsEntry("newValue.PolicyKCIAAttrISK", true)
                .containsEntry("newValue.PolicyKCIAAttrET", false);
        assertThat(records.get(4).getMap("requestData"))
                .containsEntry("newValue.policyAllowedIPAttribute", "127.0.0.0/8, 192.0.2.0/24");
        assertThat(records.get(6).getMap("requestData"))
                .containsEntry("initialValue.policyDualAuthDeleteEnabled", true)
                .containsEntry("newValue.policyDualAuthDeleteEnabled", false);
        assertThat(records.get(7).getString("outcome")).isEqualTo("failure");
        assertThat(records.get(7).getInt("reason.reasonCode")).isEqualTo(400);
    }

    @Test
    void recordsCallsThatAreNone() {
        // Given
        Kms kms = Kms.newInstance();

        // When
        List<Response> answers = List.of(
                kms.request().get("/api/v2/keys/some-key/nothing"),
                kms.request().put("/api/v2/keys/some-key"),
                kms.request().put("/api/v2/keys/some-key/aliases/other"),
                kms.request().delete("/api/v2/keys/some-key/policies"),
                kms.request().post("/api/v2/keys/registrations/x/y"),
                kms.request().patch("/api/v2/key_rings/prod"),
                kms.request().delete("/api/v2/instance/policies"),
                kms.request().delete("/api/v2/import_token/x"),
                kms.request().get("/api/v2/kmip_adapters"),
                kms.request().header("X-Forwarded-For", "192.0.2.7").get("/api/v2/nothing"));

        // Then
        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isIn(404, 405));
        List<JsonPath> records = recordsFrom(kms, 10);
        assertThat(records.stream().map(r -> r.getString("action")))
                .containsExactlyInAnyOrder(
                        "kms.secrets.default",
                        "kms.secrets.default",
                        "kms.secrets.default",
                        "kms.secrets-alias.request",
                        "kms.policies.default",
                        "kms.registrations.default",
                        "kms.key-rings.request",
                        "kms.instance-policies.request",
                        "kms.import-token.request",
                        "kms.kmip-management.default");
        assertThat(records).allSatisfy(record -> {
            assertThat(record.getString("outcome")).isEqualTo("failure");
            assertThat(record.getString("initiator.id")).isEqualTo("IBMid-manager");
        });
        assertThat(records.stream().map(r -> r.getString("initiator.host.address")))
                .contains("127.0.0.1", "192.0.2.7");
    }

    private static void put(Kms kms, String type, boolean enabled, String attributes) {
        kms.request()
                .body("{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"policy_type\":\"" + type
                        + "\",\"policy_data\":{\"enabled\":" + enabled + ",\"attributes\":{" + attributes + "}}}]}")
                .put("/api/v2/instance/policies");
    }

    private static List<JsonPath> recordsOf(Kms kms, String action, int expected) {
        try (Bus bus = new Bus("claviger.activity.v1")) {
            await().untilAsserted(() -> assertThat(recordsOf(bus, kms, action)).hasSizeGreaterThanOrEqualTo(expected));
            return recordsOf(bus, kms, action);
        }
    }

    private static List<JsonPath> recordsOf(Bus bus, Kms kms, String action) {
        return recordsFrom(bus, kms).stream()
                .filter(record -> action.equals(record.getString("action")))
                .toList();
    }

    /** All about the instance or its keys that nobody knows, but not the order of the instance itself. */
    private static List<JsonPath> recordsFrom(Kms kms, int expected) {
        try (Bus bus = new Bus("claviger.activity.v1")) {
            await().untilAsserted(() -> assertThat(recordsFrom(bus, kms)).hasSizeGreaterThanOrEqualTo(expected));
            return recordsFrom(bus, kms);
        }
    }

    private static List<JsonPath> recordsFrom(Bus bus, Kms kms) {
        return bus.records(record -> record.key().contains(":" + kms.instance() + ":")).stream()
                .map(record -> JsonPath.from(new String(record.value(), StandardCharsets.UTF_8)))
                .filter(record -> record.getString("action").startsWith("kms."))
                .toList();
    }

    private static List<JsonPath> recordsAbout(String key, int expected) {
        try (Bus bus = new Bus("claviger.activity.v1")) {
            await().untilAsserted(() -> assertThat(records(bus, key)).hasSizeGreaterThanOrEqualTo(expected));
            return records(bus, key);
        }
    }

    /**
     * By their times: what is recorded without the outbox may be there before what was recorded earlier. And one of each call: a
     * use that was recorded and then had to ask the database after all is recorded again.
     */
    private static List<JsonPath> records(Bus bus, String key) {
        return bus.records(record -> record.key().endsWith(":key:" + key)).stream()
                .map(record -> JsonPath.from(new String(record.value(), StandardCharsets.UTF_8)))
                .sorted(Comparator.comparing(record -> Instant.parse(record.getString("eventTime"))))
                .collect(Collectors.toMap(
                        record -> record.getString("correlationId"),
                        record -> record,
                        (_, last) -> last,
                        LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }
}
