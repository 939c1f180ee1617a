package io.claviger.keys.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ibm.cloud.ibm_key_protect_api.v2.IbmKeyProtectApi;
import com.ibm.cloud.ibm_key_protect_api.v2.model.ActionOnKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.CreateKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.DeleteKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.DisableKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.EnableKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetKeyCollectionMetadataOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetKeyMetadataOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetKeyVersionsOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetKeysOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetRegistrationsAllKeysOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetRegistrationsOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.KeyActionOneOfResponse;
import com.ibm.cloud.ibm_key_protect_api.v2.model.KeyVersion;
import com.ibm.cloud.ibm_key_protect_api.v2.model.KeyWithPayload;
import com.ibm.cloud.ibm_key_protect_api.v2.model.PurgeKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.RestoreKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.RewrapKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.RewrapKeyResponseBody;
import com.ibm.cloud.ibm_key_protect_api.v2.model.RotateKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.UnwrapKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.UnwrapKeyResponseBody;
import com.ibm.cloud.ibm_key_protect_api.v2.model.WrapKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.WrapKeyResponseBody;
import com.ibm.cloud.sdk.core.security.BearerTokenAuthenticator;
import com.ibm.cloud.sdk.core.service.exception.ServiceResponseException;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** IBM's own Java client, unmodified, against this service. */
@QuarkusTest
class IbmSdkTest {

    private static final String SIXTEEN = Base64.getEncoder().encodeToString(new byte[16]);

    @TestHTTPResource("/")
    @Nullable
    URI url;

    @Inject
    MovableClock clock;

    private Kms kms;
    private IbmKeyProtectApi sdk;

    @BeforeEach
    void connect() {
        kms = Kms.newInstance();
        sdk = new IbmKeyProtectApi("kp", new BearerTokenAuthenticator(kms.token()));
        sdk.setServiceUrl(String.valueOf(url).replaceAll("/$", ""));
    }

    @Test
    void createsAndReadsARootKey() {
        KeyWithPayload created = create("\"name\":\"orders\",\"extractable\":false", null);

        KeyWithPayload read = read(created.getId());

        assertThat(created.getLastUpdateDate()).isNull();
        assertThat(created.isDeleted()).isFalse();
        assertThat(created.getState()).isEqualTo(1);
        assertThat(read.getName()).isEqualTo("orders");
        assertThat(read.isDeleted()).isFalse();
        assertThat(read.isExtractable()).isFalse();
        assertThat(read.getPayload()).isNull();
        assertThat(read.getKeyVersion().getId()).isEqualTo(created.getId());
        assertThat(read.getLastUpdateDate()).isNotNull();
        assertThat(read.getLastRotateDate()).isNull();
        assertThat(read.getKeyRingId()).isEqualTo("default");
        assertThat(read.getCreatedBy()).isEqualTo("IBMid-manager");
        assertThat(read.getAlgorithmBitSize()).isEqualTo(256);
        assertThat(read.getCrn().split(":")).hasSize(10);
        assertThat(read.getCrn()).endsWith(":" + kms.instance() + ":key:" + created.getId());
    }

    @Test
    void keepsAStandardKeysPayload() {
        String payload = Base64.getEncoder().encodeToString("a stored secret".getBytes(StandardCharsets.UTF_8));

        KeyWithPayload created = create(
                "\"name\":\"secret\",\"extractable\":true,\"payload\":\"" + payload + "\"", "return=representation");

        assertThat(created.getPayload()).asString(StandardCharsets.UTF_8).isEqualTo("a stored secret");
        assertThat(read(created.getId()).getPayload())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("a stored secret");
        assertThat(sdk.getKeyMetadata(new GetKeyMetadataOptions.Builder(created.getId(), kms.instance()).build())
                        .execute()
                        .getStatusCode())
                .isEqualTo(200);
        assertThat(refusal(() -> wrap(created.getId(), "{}")).getResponseBody()).contains("KEY_ROOT_REQ_ERR");
    }

    @Test
    void wrapsUnwrapsAndRewrapsAcrossARotation() {
        // Given
        String key = kms.createRootKey("orders");
        WrapKeyResponseBody wrapped = wrap(key, "{}");
        String body = "{\"ciphertext\":\"" + wrapped.getCiphertext() + "\"}";
        UnwrapKeyResponseBody before = unwrap(key, body);

        // When
        rotate(key, null);

        // Then
        UnwrapKeyResponseBody after = unwrap(key, body);
        RewrapKeyResponseBody rewrapped = sdk.rewrapKey(
                        new RewrapKeyOptions.Builder(key, kms.instance(), in(body)).build())
                .execute()
                .getResult();
        List<KeyVersion> versions = versions(key);
        assertThat(before.getPlaintext()).isEqualTo(wrapped.getPlaintext());
        assertThat(before.getCiphertext()).isNull();
        assertThat(before.getRewrappedKeyVersion()).isNull();
        assertThat(after.getPlaintext()).isEqualTo(wrapped.getPlaintext());
        assertThat(after.getCiphertext()).isNotEmpty();
        assertThat(after.getKeyVersion().getId())
                .isEqualTo(wrapped.getKeyVersion().getId());
        assertThat(versions).hasSize(2);
        assertThat(after.getRewrappedKeyVersion().getId())
                .isEqualTo(versions.getFirst().getId());
        assertThat(rewrapped.getRewrappedKeyVersion().getId())
                .isEqualTo(versions.getFirst().getId());
        assertThat(rewrapped.getKeyVersion().getId())
                .isEqualTo(versions.getLast().getId());
        assertThat(read(key).getLastRotateDate()).isNotNull();
        assertThat(wrap(key, "{}").getKeyVersion().getId())
                .isEqualTo(versions.getFirst().getId());
    }

    @Test
    void wrapsBytesThatAreNoKeyAndEchoesNoPlaintext() {
        String key = kms.createRootKey("orders");
        String plaintext = Base64.getEncoder().encodeToString(new byte[35]);

        WrapKeyResponseBody wrapped = wrap(key, "{\"plaintext\":\"" + plaintext + "\",\"aad\":[\"a\",\"b\"]}");

        assertThat(wrapped.getPlaintext()).isNull();
        String body = "{\"ciphertext\":\"" + wrapped.getCiphertext() + "\",\"aad\":";
        assertThat(unwrap(key, body + "[\"a\",\"b\"]}").getPlaintext()).isEqualTo(plaintext);
        ServiceResponseException refused = refusal(() -> unwrap(key, body + "[\"b\",\"a\"]}"));
        assertThat(refused.getStatusCode()).isEqualTo(422);
        assertThat(refused.getResponseBody()).contains("UNPROCESSABLE_CIPHERTEXT_ERR");
    }

    @Test
    void importsAndRotatesWithMaterialOfAnotherSize() {
        KeyWithPayload key = create("\"name\":\"mine\",\"extractable\":false,\"payload\":\"" + SIXTEEN + "\"", null);
        String thirtyTwo = Base64.getEncoder().encodeToString(new byte[32]);

        ServiceResponseException refused = refusal(() -> rotate(key.getId(), null));
        rotate(key.getId(), "{\"payload\":\"" + thirtyTwo + "\"}");

        assertThat(refused.getResponseBody()).contains("KEY_PAYLOAD_REQ_ERR");
        assertThat(key.isImported()).isTrue();
        assertThat(read(key.getId()).getAlgorithmBitSize()).isEqualTo(256);
        assertThat(versions(key.getId())).hasSize(2);
    }

    @Test
    void disablesAndEnables() {
        String key = kms.createRootKey("orders");

        assertThat(sdk.disableKey(new DisableKeyOptions.Builder(key, kms.instance()).build())
                        .execute()
                        .getStatusCode())
                .isEqualTo(204);

        assertThat(read(key).getState()).isEqualTo(2);
        assertThat(refusal(() -> wrap(key, "{}")).getResponseBody()).contains("KEY_ACTION_INVALID_STATE_ERR");
        EnableKeyOptions enable = new EnableKeyOptions.Builder(key, kms.instance()).build();
        assertThat(refusal(() -> sdk.enableKey(enable).execute()).getResponseBody())
                .contains("REQ_TOO_EARLY_ERR");
        clock.advance(Duration.ofSeconds(30));
        assertThat(sdk.enableKey(enable).execute().getStatusCode()).isEqualTo(204);
        assertThat(wrap(key, "{}").getCiphertext()).isNotEmpty();
    }

    @Test
    void deletesRestoresAndRefusesToPurgeTooEarly() throws Exception {
        // Given
        String key = kms.createRootKey("orders");
        WrapKeyResponseBody wrapped = wrap(key, "{}");

        // When
        KeyWithPayload deleted = sdk.deleteKey(new DeleteKeyOptions.Builder(key, kms.instance())
                        .prefer("return=representation")
                        .build())
                .execute()
                .getResult()
                .getResources()
                .getFirst();

        // Then
        assertThat(deleted.isDeleted()).isTrue();
        assertThat(deleted.getState()).isEqualTo(5);
        assertThat(deleted.getDeletedBy()).isEqualTo("IBMid-manager");
        assertThat(deleted.isRestoreAllowed()).isTrue();
        assertThat(deleted.isPurgeAllowed()).isFalse();
        assertThat(Duration.between(
                        deleted.getDeletionDate().toInstant(),
                        deleted.getPurgeAllowedFrom().toInstant()))
                .isEqualTo(Duration.ofHours(4));
        assertThat(Duration.between(
                        deleted.getDeletionDate().toInstant(),
                        deleted.getRestoreExpirationDate().toInstant()))
                .isEqualTo(Duration.ofDays(30));
        assertThat(read(key).getState()).isEqualTo(5);
        assertThat(refusal(() -> unwrap(key, "{\"ciphertext\":\"" + wrapped.getCiphertext() + "\"}"))
                        .getStatusCode())
                .isEqualTo(410);
        PurgeKeyOptions purge = new PurgeKeyOptions.Builder(key, kms.instance()).build();
        assertThat(refusal(() -> sdk.purgeKey(purge).execute()).getResponseBody())
                .contains("REQ_TOO_EARLY_ERR");
        clock.advance(Duration.ofSeconds(31));
        RestoreKeyOptions restore = new RestoreKeyOptions.Builder(key, kms.instance(), in("{}")).build();
        var response = sdk.restoreKey(restore).execute();
        assertThat(response.getStatusCode()).isEqualTo(201);
        assertThat(new String(response.getResult().readAllBytes(), StandardCharsets.UTF_8))
                .contains("\"state\":1");
        assertThat(unwrap(key, "{\"ciphertext\":\"" + wrapped.getCiphertext() + "\"}")
                        .getPlaintext())
                .isEqualTo(wrapped.getPlaintext());
    }

    @Test
    void listsAndCountsWithoutDestroyedKeys() {
        // Given
        String kept = kms.createRootKey("kept");
        String gone = kms.createRootKey("gone");
        create("\"name\":\"standard\",\"extractable\":true", null);
        sdk.deleteKey(new DeleteKeyOptions.Builder(gone, kms.instance()).build())
                .execute();

        // When
        var all = sdk.getKeys(new GetKeysOptions.Builder(kms.instance()).build())
                .execute()
                .getResult();
        var roots = sdk.getKeys(new GetKeysOptions.Builder(kms.instance())
                        .extractable(false)
                        .build())
                .execute()
                .getResult();
        var destroyed = sdk.getKeys(
                        new GetKeysOptions.Builder(kms.instance()).addState(5L).build())
                .execute()
                .getResult();
        var count = sdk.getKeyCollectionMetadata(new GetKeyCollectionMetadataOptions.Builder(kms.instance()).build())
                .execute();

        // Then
        assertThat(all.getMetadata().getCollectionTotal()).isEqualTo(2);
        assertThat(roots.getResources()).extracting("id").containsExactly(kept);
        assertThat(destroyed.getResources()).extracting("id").containsExactly(gone);
        assertThat(count.getHeaders().values("Key-Total")).containsExactly("2");
    }

    @Test
    void servesTheFormerActionStyle() {
        String key = kms.createRootKey("orders");

        KeyActionOneOfResponse wrapped = action(key, "wrap", "{}");
        KeyActionOneOfResponse opened = action(key, "unwrap", "{\"ciphertext\":\"" + wrapped.getCiphertext() + "\"}");

        assertThat(opened.getPlaintext()).isEqualTo(wrapped.getPlaintext());
    }

    @Test
    void listsRegistrationsOfOneKeyAndOfAll() {
        // Given
        String key = kms.createRootKey("orders");
        kms.asService("master-service")
                .request()
                .body("""
                        {"metadata":{"collectionTotal":1},"resources":[{"preventKeyDeletion":false,"description":"d"}]}""")
                .urlEncodingEnabled(false)
                .post("/api/v2/keys/" + key + "/registrations/"
                        + "crn%3Av1%3Abluemix%3Apublic%3Acontainers-kubernetes%3Alocal%3Aa%2Facc%3Ac1%3A%3A")
                .then()
                .statusCode(201);

        // When
        var ofKey = sdk.getRegistrations(new GetRegistrationsOptions.Builder(key, kms.instance())
                        .urlEncodedResourceCrnQuery("crn:v1:bluemix:public:containers-kubernetes:*")
                        .build())
                .execute()
                .getResult();
        var ofAll = sdk.getRegistrationsAllKeys(new GetRegistrationsAllKeysOptions.Builder(kms.instance())
                        .totalCount(true)
                        .build())
                .execute()
                .getResult();

        // Then
        assertThat(ofKey.getResources()).hasSize(1);
        assertThat(ofKey.getResources().getFirst().getCreatedBy()).isEqualTo("iam-ServiceId-master-service");
        assertThat(ofKey.getResources().getFirst().getKeyVersion().getId()).isEqualTo(key);
        assertThat(ofAll.getMetadata().getTotalCount()).isEqualTo(1);
    }

    private KeyWithPayload create(String fields, @Nullable String prefer) {
        CreateKeyOptions.Builder options = new CreateKeyOptions.Builder(kms.instance(), in(Kms.createBody(fields)));
        if (prefer != null) {
            options.prefer(prefer);
        }
        var response = sdk.createKey(options.build()).execute();
        assertThat(response.getStatusCode()).isEqualTo(201);
        return response.getResult().getResources().getFirst();
    }

    private KeyWithPayload read(String key) {
        return sdk.getKey(new GetKeyOptions.Builder(key, kms.instance()).build())
                .execute()
                .getResult()
                .getResources()
                .getFirst();
    }

    private WrapKeyResponseBody wrap(String key, String body) {
        return sdk.wrapKey(new WrapKeyOptions.Builder(key, kms.instance())
                        .keyActionWrapBody(in(body))
                        .build())
                .execute()
                .getResult();
    }

    private UnwrapKeyResponseBody unwrap(String key, String body) {
        return sdk.unwrapKey(new UnwrapKeyOptions.Builder(key, kms.instance(), in(body)).build())
                .execute()
                .getResult();
    }

    private void rotate(String key, @Nullable String body) {
        RotateKeyOptions.Builder options = new RotateKeyOptions.Builder(key, kms.instance());
        if (body != null) {
            options.keyActionRotateBody(in(body));
        }
        assertThat(sdk.rotateKey(options.build()).execute().getStatusCode()).isEqualTo(204);
    }

    private List<KeyVersion> versions(String key) {
        return sdk.getKeyVersions(new GetKeyVersionsOptions.Builder(key, kms.instance()).build())
                .execute()
                .getResult()
                .getResources();
    }

    private KeyActionOneOfResponse action(String key, String action, String body) {
        return sdk.actionOnKey(new ActionOnKeyOptions.Builder(key, kms.instance(), action, in(body)).build())
                .execute()
                .getResult();
    }

    private static ServiceResponseException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ServiceResponseException.class, call);
    }

    private static InputStream in(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }
}
