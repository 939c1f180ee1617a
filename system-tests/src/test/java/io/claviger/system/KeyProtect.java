package io.claviger.system;

import com.ibm.cloud.ibm_key_protect_api.v2.IbmKeyProtectApi;
import com.ibm.cloud.ibm_key_protect_api.v2.model.CreateKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.DeleteKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.DisableKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.EnableKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetKeyMetadataOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetRegistrationsOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.KeyFullRepresentation;
import com.ibm.cloud.ibm_key_protect_api.v2.model.RegistrationResource;
import com.ibm.cloud.ibm_key_protect_api.v2.model.RestoreKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.RotateKeyOptions;
import com.ibm.cloud.sdk.core.security.IamAuthenticator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** IBM's own Java SDK, pointed at the front door: API key, IAM token and all. */
final class KeyProtect {

    private final IbmKeyProtectApi sdk;
    private final String instance;

    KeyProtect(String url, String apiKey, String instance) {
        this.sdk = new IbmKeyProtectApi(
                "claviger",
                new IamAuthenticator.Builder().apikey(apiKey).url(url).build());
        this.sdk.setServiceUrl(url);
        this.instance = instance;
    }

    /** @return id of the new root key */
    String createRootKey(String name, byte @Nullable [] imported) {
        String payload =
                imported == null ? "" : ",\"payload\":\"" + Base64.getEncoder().encodeToString(imported) + "\"";
        String body = """
                {"metadata":{"collectionType":"application/vnd.ibm.kms.key+json","collectionTotal":1},
                 "resources":[{"type":"application/vnd.ibm.kms.key+json","name":"%s","extractable":false%s}]}
                """.formatted(name, payload);
        InputStream in = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
        return sdk.createKey(new CreateKeyOptions.Builder()
                        .bluemixInstance(instance)
                        .keyCreateBody(in)
                        .build())
                .execute()
                .getResult()
                .getResources()
                .getFirst()
                .getId();
    }

    void rotate(String key) {
        sdk.rotateKey(new RotateKeyOptions.Builder()
                        .id(key)
                        .bluemixInstance(instance)
                        .build())
                .execute();
    }

    void disable(String key) {
        sdk.disableKey(new DisableKeyOptions.Builder()
                        .id(key)
                        .bluemixInstance(instance)
                        .build())
                .execute();
    }

    void enable(String key) {
        sdk.enableKey(new EnableKeyOptions.Builder()
                        .id(key)
                        .bluemixInstance(instance)
                        .build())
                .execute();
    }

    void delete(String key, boolean force) {
        sdk.deleteKey(new DeleteKeyOptions.Builder()
                        .id(key)
                        .bluemixInstance(instance)
                        .force(force)
                        .build())
                .execute();
    }

    void restore(String key) {
        InputStream body = new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8));
        try (InputStream answer = sdk.restoreKey(new RestoreKeyOptions.Builder()
                        .id(key)
                        .bluemixInstance(instance)
                        .keyRestoreBody(body)
                        .build())
                .execute()
                .getResult()) {
            answer.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    KeyFullRepresentation metadata(String key) {
        return sdk.getKeyMetadata(new GetKeyMetadataOptions.Builder()
                        .id(key)
                        .bluemixInstance(instance)
                        .build())
                .execute()
                .getResult()
                .getResources()
                .getFirst();
    }

    List<RegistrationResource> registrations(String key) {
        return sdk.getRegistrations(new GetRegistrationsOptions.Builder()
                        .id(key)
                        .bluemixInstance(instance)
                        .build())
                .execute()
                .getResult()
                .getResources();
    }
}
