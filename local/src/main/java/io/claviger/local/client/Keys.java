package io.claviger.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Root keys of one instance, over Key Protect's API. */
public final class Keys {

    private static final String KEY_TYPE = "application/vnd.ibm.kms.key+json";

    private final PublicApi api;
    private final String instance;

    public Keys(PublicApi api, String instance) {
        this.api = api;
        this.instance = instance;
    }

    /** @param id key id; @param version id of its newest version */
    public record Key(String id, String crn, String name) {}

    public Key create(String name) {
        JsonNode key = api.kms(
                        instance,
                        "POST",
                        "/api/v2/keys",
                        Map.of(
                                "metadata", Map.of("collectionType", KEY_TYPE, "collectionTotal", 1),
                                "resources", List.of(Map.of("type", KEY_TYPE, "name", name, "extractable", false))))
                .orFail()
                .body()
                .at("/resources/0");
        return new Key(key.path("id").asText(), key.path("crn").asText(), name);
    }

    public Answer act(Key key, String action) {
        return tryTo(key, action).orFail();
    }

    /** As {@link #act}; a refusal is an answer too. */
    public Answer tryTo(Key key, String action) {
        return api.kms(instance, "POST", "/api/v2/keys/" + key.id() + "/actions/" + action, null);
    }

    public Answer delete(Key key, boolean force) {
        return api.kms(instance, "DELETE", "/api/v2/keys/" + key.id() + (force ? "?force=true" : ""), null);
    }

    public Answer restore(Key key) {
        return tryToRestore(key).orFail();
    }

    /** As {@link #restore}; a refusal is an answer too. */
    public Answer tryToRestore(Key key) {
        return api.kms(instance, "POST", "/api/v2/keys/" + key.id() + "/restore", null);
    }

    public Answer metadata(Key key) {
        return api.kms(instance, "GET", "/api/v2/keys/" + key.id() + "/metadata", null)
                .orFail();
    }

    public String version(Key key) {
        return metadata(key).text("/resources/0/keyVersion/id");
    }

    public Answer registrations(Key key) {
        return api.kms(instance, "GET", "/api/v2/keys/" + key.id() + "/registrations", null)
                .orFail();
    }
}
