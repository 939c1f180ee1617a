package io.claviger.keys.contract;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.ibm.cloud.ibm_key_protect_api.v2.IbmKeyProtectApi;
import com.ibm.cloud.ibm_key_protect_api.v2.model.CollectionMetadata;
import com.ibm.cloud.ibm_key_protect_api.v2.model.CreateKeyWithPoliciesOverridesOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.DeleteKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetPolicyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.KeyPolicyRotation;
import com.ibm.cloud.ibm_key_protect_api.v2.model.KeyPolicyRotationRotation;
import com.ibm.cloud.ibm_key_protect_api.v2.model.PutPolicyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.SetKeyForDeletionOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.SetKeyPoliciesOneOfSetKeyPolicyRotation;
import com.ibm.cloud.ibm_key_protect_api.v2.model.UnsetKeyForDeletionOptions;
import com.ibm.cloud.sdk.core.security.BearerTokenAuthenticator;
import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies of a key, by IBM's own client and by what it cannot say; and what they do. */
@QuarkusTest
class PoliciesTest {

    private static final String TYPE = "application/vnd.ibm.kms.policy+json";

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
        IbmKeyProtectApi sdk = sdk(kms);
        var body = new SetKeyPoliciesOneOfSetKeyPolicyRotation.Builder()
                .metadata(new CollectionMetadata.Builder(TYPE, 1L).build())
                .addResources(new KeyPolicyRotation.Builder(
                                TYPE,
                                new KeyPolicyRotationRotation.Builder(true)
                                        .intervalMonth(3)
                                        .build())
                        .build())
                .build();

        // When
        var none = sdk.getPolicy(new GetPolicyOptions.Builder(key, kms.instance()).build())
                .execute()
                .getResult();
        var put = sdk.putPolicy(new PutPolicyOptions.Builder(key, kms.instance(), body)
                        .policy("rotation")
                        .build())
                .execute();
        var read = sdk.getPolicy(new GetPolicyOptions.Builder(key, kms.instance()).build())
                .execute()
                .getResult();

        // Then
        assertThat(none.getResources()).isEmpty();
        assertThat(put.getStatusCode()).isEqualTo(200);
        assertThat(read.getResources()).hasSize(1);
        assertThat(read.getResources().getFirst().getCrn())
                .endsWith(":policy:" + read.getResources().getFirst().getId())
                .matches(crn -> crn.split(":").length == 10);
        assertThat(kms.key(key).getInt("resources[0].rotation.interval_month")).isEqualTo(3);
    }

    @Test
    void createsKeysWithPoliciesOfTheirOwn() {
        String body = Kms.createBody("\"name\":\"mine\",\"extractable\":false,\"rotation\":{\"interval_month\":4},"
                + "\"dualAuthDelete\":{\"enabled\":true}");

        var created = sdk(kms).createKeyWithPoliciesOverrides(
                        new CreateKeyWithPoliciesOverridesOptions.Builder(kms.instance(), in(body)).build())
                .execute();

        assertThat(created.getStatusCode()).isEqualTo(201);
        String id = created.getResult().getResources().getFirst().getId();
        policies(id, "")
                .then()
                .body("resources[0].rotation.interval_month", equalTo(4))
                .body("metadata.collectionTotal", equalTo(2));
        kms.as("Writer")
                .request()
                .body(body)
                .post("/api/v2/keys_with_policy_overrides")
                .then()
                .statusCode(401);
        kms.request()
                .body(Kms.createBody("\"name\":\"secret\",\"extractable\":true,\"rotation\":{\"interval_month\":4}"))
                .post("/api/v2/keys_with_policy_overrides")
                .then()
                .statusCode(400)
                .body("resources[0].errorMsg", endsWith("(KEY_ROOT_REQ_ERR)"));
    }

    /** IBM's Go client reads the first resource of either answer. */
    @Test
    void showsWhatWasMadeAlsoToWhoPrefersLess() {
        kms.request()
                .header("Prefer", "return=minimal")
                .body(Kms.createBody("\"name\":\"brief\",\"extractable\":false"))
                .post("/api/v2/keys")
                .then()
                .statusCode(201)
                .body("resources[0].id", notNullValue())
                .body("resources[0].name", equalTo("brief"))
                .body("resources[0].createdBy", nullValue());
        kms.request()
                .header("Prefer", "return=minimal")
                .body("{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"type\":\"" + TYPE
                        + "\",\"rotation\":{\"interval_month\":2}}]}")
                .put("/api/v2/keys/" + key + "/policies?policy=rotation")
                .then()
                .statusCode(200)
                .body("resources[0].rotation.interval_month", equalTo(2));
    }

    @Test
    void keepsWhatAnOrderDoesNotName() {
        put(key, "?policy=rotation", "\"rotation\":{\"enabled\":false,\"interval_month\":3}")
                .then()
                .statusCode(200)
                .body("resources[0].rotation.enabled", equalTo(false));
        put(key, "?policy=rotation", "\"rotation\":{\"enabled\":true}")
                .then()
                .statusCode(200)
                .body("resources[0].rotation.interval_month", equalTo(3));
        put(key, "", "\"rotation\":{\"interval_month\":5}")
                .then()
                .statusCode(200)
                .body("resources[0].rotation.enabled", equalTo(true));

        put(key, "", "\"dualAuthDelete\":{\"enabled\":false}")
                .then()
                .statusCode(200)
                .body("metadata.collectionTotal", equalTo(1));

        policies(key, "").then().body("metadata.collectionTotal", equalTo(2));
        policies(key, "?policy=rotation").then().body("resources[0].rotation.interval_month", equalTo(5));
    }

    @Test
    void refusesRotationPoliciesForKeysThatNoPolicyCanRotate() {
        String standard = kms.request()
                .body(Kms.createBody("\"name\":\"secret\",\"extractable\":true"))
                .post("/api/v2/keys")
                .path("resources[0].id");
        String imported = kms.request()
                .body(Kms.createBody(
                        "\"name\":\"mine\",\"extractable\":false,\"payload\":\"AAAAAAAAAAAAAAAAAAAAAA==\""))
                .post("/api/v2/keys")
                .path("resources[0].id");

        put(standard, "", "\"rotation\":{\"interval_month\":5}")
                .then()
                .statusCode(400)
                .body("resources[0].errorMsg", endsWith("(KEY_ROOT_REQ_ERR)"));
        put(imported, "", "\"rotation\":{\"interval_month\":5}")
                .then()
                .statusCode(400)
                .body("resources[0].errorMsg", endsWith("(INVALID_FIELD_ERR)"));
    }

    @Test
    void needsTwoPeopleToDelete() {
        // Given
        put(key, "", "\"dualAuthDelete\":{\"enabled\":true}").then().statusCode(200);
        put(key, "", "\"dualAuthDelete\":{\"enabled\":false}").then().statusCode(400);
        unauthorizedDelete(kms);

        // When
        IbmKeyProtectApi sdk = sdk(kms);
        assertThat(sdk.setKeyForDeletion(new SetKeyForDeletionOptions.Builder(key, kms.instance()).build())
                        .execute()
                        .getStatusCode())
                .isEqualTo(204);

        // Then
        assertThat(kms.key(key).getBoolean("resources[0].dualAuthDelete.keySetForDeletion"))
                .isTrue();
        unauthorizedDelete(kms);
        assertThat(sdk.unsetKeyForDeletion(new UnsetKeyForDeletionOptions.Builder(key, kms.instance()).build())
                        .execute()
                        .getStatusCode())
                .isEqualTo(204);
        unauthorizedDelete(kms.as("Manager"));
        kms.act(key, "setKeyForDeletion", "null").then().statusCode(204);
        clock.advance(Duration.ofDays(7));
        unauthorizedDelete(kms.as("Manager"));
        kms.request()
                .post("/api/v2/keys/" + key + "?action=setKeyForDeletion")
                .then()
                .statusCode(204);
        assertThat(sdk(kms.as("Manager"))
                        .deleteKey(new DeleteKeyOptions.Builder(key, kms.instance()).build())
                        .execute()
                        .getStatusCode())
                .isEqualTo(204);
        clock.advance(Duration.ofSeconds(31));
        kms.request()
                .post("/api/v2/keys/" + key + "/restore")
                .then()
                .statusCode(201)
                .body("resources[0].dualAuthDelete.keySetForDeletion", equalTo(false))
                .body("resources[0].dualAuthDelete.authExpiration", nullValue());
        unauthorizedDelete(kms.as("Manager"));
    }

    @Test
    void rotatesByPolicyWhenItIsTimeAndTellsItOnce() {
        // Given
        String untouched = kms.createRootKey("untouched");
        put(key, "", "\"rotation\":{\"interval_month\":1}").then().statusCode(200);
        put(untouched, "", "\"rotation\":{\"enabled\":false,\"interval_month\":1}")
                .then()
                .statusCode(200);

        // When
        clock.advance(Duration.ofDays(30));

        // Then
        await().until(() -> kms.key(key).getString("resources[0].lastRotateDate") != null);
        kms.request().get("/api/v2/keys/" + key + "/versions").then().body("metadata.collectionTotal", equalTo(2));
        kms.request()
                .get("/api/v2/keys/" + untouched + "/versions")
                .then()
                .body("metadata.collectionTotal", equalTo(1));
        kms.act(key, "rotate")
                .then()
                .statusCode(409)
                .body("resources[0].errorMsg", endsWith("(KEY_ROTATION_NOT_PERMITTED)"));
        try (Bus bus = new Bus("claviger.keys.v1")) {
            await().untilAsserted(() -> assertThat(bus.ofKey(key))
                    .extracting(record -> Bus.header(record, "ce_type"))
                    .containsExactly("io.claviger.key.created", "io.claviger.key.rotated"));
        }
    }

    private void unauthorizedDelete(Kms who) {
        who.request()
                .delete("/api/v2/keys/" + key + "?force=true")
                .then()
                .statusCode(409)
                .body("resources[0].errorMsg", endsWith("(AUTHORIZATIONS_NOT_MET)"));
    }

    private Response put(String of, String query, String policy) {
        return kms.request()
                .body("{\"metadata\":{\"collectionType\":\"" + TYPE
                        + "\",\"collectionTotal\":1},\"resources\":[{\"type\":\"" + TYPE + "\"," + policy + "}]}")
                .put("/api/v2/keys/" + of + "/policies" + query);
    }

    private Response policies(String of, String query) {
        return kms.request().get("/api/v2/keys/" + of + "/policies" + query);
    }

    private IbmKeyProtectApi sdk(Kms who) {
        IbmKeyProtectApi sdk = new IbmKeyProtectApi("kp", new BearerTokenAuthenticator(who.token()));
        sdk.setServiceUrl(String.valueOf(url).replaceAll("/$", ""));
        return sdk;
    }

    private static ByteArrayInputStream in(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }
}
