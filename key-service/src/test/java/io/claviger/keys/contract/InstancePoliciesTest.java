package io.claviger.keys.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.ibm.cloud.ibm_key_protect_api.v2.IbmKeyProtectApi;
import com.ibm.cloud.ibm_key_protect_api.v2.model.CollectionMetadata;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetAllowedIPPortOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetInstancePolicyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.InstancePolicyRotationPolicyData;
import com.ibm.cloud.ibm_key_protect_api.v2.model.InstancePolicyRotationPolicyDataAttributes;
import com.ibm.cloud.ibm_key_protect_api.v2.model.PutInstancePolicyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.SetInstancePoliciesOneOfSetInstancePolicyRotation;
import com.ibm.cloud.ibm_key_protect_api.v2.model.SetInstancePoliciesOneOfSetInstancePolicyRotationResourcesItem;
import com.ibm.cloud.sdk.core.security.BearerTokenAuthenticator;
import io.claviger.keys.support.Kms;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies of a whole instance, by IBM's own client and by what it cannot say; and what new keys get of them. */
@QuarkusTest
class InstancePoliciesTest {

    private static final String PAYLOAD = ",\"payload\":\"AAAAAAAAAAAAAAAAAAAAAA==\"";

    @TestHTTPResource("/")
    @Nullable
    URI url;

    private Kms kms;

    @BeforeEach
    void order() {
        kms = Kms.newInstance();
    }

    @Test
    void servesTheSdk() {
        // Given
        IbmKeyProtectApi sdk = new IbmKeyProtectApi("kp", new BearerTokenAuthenticator(kms.token()));
        sdk.setServiceUrl(String.valueOf(url).replaceAll("/$", ""));
        var data = new InstancePolicyRotationPolicyData.Builder(true)
                .attributes(new InstancePolicyRotationPolicyDataAttributes.Builder()
                        .intervalMonth(3)
                        .build())
                .build();
        var body = new SetInstancePoliciesOneOfSetInstancePolicyRotation.Builder()
                .metadata(new CollectionMetadata.Builder("application/vnd.ibm.kms.policy+json", 1L).build())
                .addResources(
                        new SetInstancePoliciesOneOfSetInstancePolicyRotationResourcesItem.Builder("rotation", data)
                                .build())
                .build();
        GetInstancePolicyOptions get = new GetInstancePolicyOptions.Builder(kms.instance()).build();

        // When
        var none = sdk.getInstancePolicy(get).execute().getResult();
        var put = sdk.putInstancePolicy(new PutInstancePolicyOptions.Builder(kms.instance(), body)
                        .policy("rotation")
                        .build())
                .execute();
        var read = sdk.getInstancePolicy(get).execute().getResult();
        var port = sdk.getAllowedIPPort(new GetAllowedIPPortOptions.Builder(kms.instance()).build())
                .execute()
                .getResult();

        // Then
        assertThat(none.getResources()).isEmpty();
        assertThat(put.getStatusCode()).isEqualTo(204);
        assertThat(read.getResources()).hasSize(1);
        assertThat(read.getResources().getFirst().getPolicyType()).isEqualTo("rotation");
        assertThat(port.getResources()).isEmpty();
    }

    @Test
    void givesNewKeysItsPoliciesAndLeavesOldOnesAlone() {
        // Given
        String old = kms.createRootKey("old");
        put("rotation", true, "\"interval_month\":3").then().statusCode(204);
        put("dualAuthDelete", true, "").then().statusCode(204);

        // When
        String fresh = kms.createRootKey("fresh");
        String imported =
                create("\"name\":\"mine\",\"extractable\":false" + PAYLOAD).path("resources[0].id");
        String overridden = kms.request()
                .body(Kms.createBody("\"name\":\"own\",\"extractable\":false"))
                .post("/api/v2/keys_with_policy_overrides")
                .path("resources[0].id");

        // Then
        assertThat(kms.key(fresh).getInt("resources[0].rotation.interval_month"))
                .isEqualTo(3);
        assertThat(kms.key(fresh).getBoolean("resources[0].dualAuthDelete.enabled"))
                .isTrue();
        policies(imported).then().body("resources.dualAuthDelete.enabled", contains(true));
        policies(overridden).then().body("metadata.collectionTotal", equalTo(0));
        policies(old).then().body("metadata.collectionTotal", equalTo(0));

        put("rotation", false, "").then().statusCode(204);
        instancePolicies("?policy=rotation")
                .then()
                .body("resources[0].policy_data.enabled", equalTo(false))
                .body("resources[0].policy_data.attributes", nullValue());
        assertThat(kms.key(kms.createRootKey("later")).getMap("resources[0].rotation"))
                .isNull();
        assertThat(kms.key(fresh).getInt("resources[0].rotation.interval_month"))
                .isEqualTo(3);
    }

    @Test
    void listsWhatWasEverSetAndNothingElse() {
        put("metrics", false, "").then().statusCode(204);
        put("allowedNetwork", true, "\"allowed_network\":\"private-only\"")
                .then()
                .statusCode(204);
        put("allowedNetwork", false, "").then().statusCode(204);
        put("allowedIP", true, "\"allowed_ip\":[\"192.0.2.0/24\",\"127.0.0.1/32\"]")
                .then()
                .statusCode(204);
        put("keyCreateImportAccess", true, "\"create_standard_key\":false")
                .then()
                .statusCode(204);

        instancePolicies("")
                .then()
                .body("metadata.collectionTotal", equalTo(4))
                .body(
                        "resources.policy_type",
                        contains("metrics", "allowedNetwork", "allowedIP", "keyCreateImportAccess"))
                .body("resources[2].policy_data.attributes.allowed_ip", contains("192.0.2.0/24", "127.0.0.1/32"))
                .body("resources[3].policy_data.attributes.create_standard_key", equalTo(false))
                .body("resources[3].policy_data.attributes.import_root_key", equalTo(true))
                .body("resources[3].policy_data.attributes.enforce_token", equalTo(false));
        kms.request()
                .get("/api/v2/instance/allowed_ip_port")
                .then()
                .body("resources[0].private_endpoint_port", equalTo(15008));
    }

    @Test
    void forbidsToMakeKeysThatThePolicyForbids() {
        // Given
        String imported =
                create("\"name\":\"mine\",\"extractable\":false" + PAYLOAD).path("resources[0].id");
        put("keyCreateImportAccess", true, "\"create_standard_key\":false,\"enforce_token\":true")
                .then()
                .statusCode(204);

        // When, Then
        create("\"name\":\"root\",\"extractable\":false").then().statusCode(201);
        forbidden(create("\"name\":\"secret\",\"extractable\":true"));
        create("\"name\":\"secret\",\"extractable\":true" + PAYLOAD).then().statusCode(201);
        forbidden(create("\"name\":\"mine\",\"extractable\":false" + PAYLOAD));
        forbidden(kms.act(imported, "rotate", "{\"payload\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}"));
        put("keyCreateImportAccess", false, "").then().statusCode(204);
        create("\"name\":\"mine\",\"extractable\":false" + PAYLOAD).then().statusCode(201);
    }

    @Test
    void readsTheOlderFormOfABody() {
        oldForm("\"dualAuthDelete\":{\"enabled\":true}").then().statusCode(204);

        instancePolicies("")
                .then()
                .body("metadata.collectionTotal", equalTo(1))
                .body("resources[0].policy_type", equalTo("dualAuthDelete"))
                .body("resources[0].policy_data.enabled", equalTo(true));
        oldForm("\"dualAuthDelete\":{}").then().statusCode(400);
        oldForm("\"dualAuthDelete\":{\"enabled\":true},\"policy_type\":\"metrics\"")
                .then()
                .statusCode(400)
                .body("resources[0].errorMsg", endsWith("(BAD_BODY_ERR)"));
        oldForm("\"rotation\":{\"interval_month\":3}").then().statusCode(400);
    }

    @Test
    void isForManagersOnly() {
        kms.as("Writer").request().get("/api/v2/instance/policies").then().statusCode(401);
        kms.as("Reader")
                .request()
                .get("/api/v2/instance/allowed_ip_port")
                .then()
                .statusCode(200);
    }

    private static void forbidden(Response response) {
        response.then().statusCode(409).body("resources[0].errorMsg", endsWith("(KEY_CREATE_IMPORT_ACCESS_ERR)"));
    }

    private Response create(String fields) {
        return kms.request().body(Kms.createBody(fields)).post("/api/v2/keys");
    }

    private Response policies(String of) {
        return kms.request().get("/api/v2/keys/" + of + "/policies");
    }

    private Response instancePolicies(String query) {
        return kms.request().get("/api/v2/instance/policies" + query);
    }

    private Response oldForm(String policy) {
        return kms.request()
                .body("{\"metadata\":{\"collectionTotal\":1},\"resources\":[{"
                        + "\"type\":\"application/vnd.ibm.kms.policy+json\"," + policy + "}]}")
                .put("/api/v2/instance/policies?policy=dualAuthDelete");
    }

    private Response put(String type, boolean enabled, String attributes) {
        return kms.request()
                .body("{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"policy_type\":\"" + type
                        + "\",\"policy_data\":{\"enabled\":" + enabled + ",\"attributes\":{" + attributes + "}}}]}")
                .put("/api/v2/instance/policies?policy=" + type);
    }
}
