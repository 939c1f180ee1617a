package io.claviger.keys.rootkey.edge;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyState;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.keys.wire.Collection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The key resource (key-protect-api.md 2.1). Absent values are left out; {@code deleted} never is. */
public final class KeyJson {

    /** What IBM says of keys whose mode nobody interprets. */
    private static final String MODE = "Deprecated";

    private final Windows windows;
    private final Instant now;

    public KeyJson(Windows windows, Instant now) {
        this.windows = windows;
        this.now = now;
    }

    /** Without {@code lastUpdateDate} and {@code lastRotateDate}, which the answer to a create must not have. */
    Map<String, Object> brief(Key key) {
        Map<String, Object> json = new LinkedHashMap<>();
        Key.Traits traits = key.traits();
        json.put("type", Collection.mime("key"));
        json.put("id", key.id().toString());
        json.put("name", traits.name());
        if (!key.settings().aliases().isEmpty()) {
            json.put("aliases", key.settings().aliases());
        }
        putIfAny(json, "description", traits.description());
        json.put("state", key.state().number());
        putIfAny(json, "expirationDate", traits.expirationDate());
        json.put("extractable", traits.extractable());
        json.put("crn", key.home().crn().toString());
        json.put("imported", traits.imported());
        json.put("keyRingID", traits.keyRing());
        json.put("deleted", key.state() == KeyState.DESTROYED);
        return json;
    }

    /** @param payload of a standard key, where the call shows it */
    public Map<String, Object> full(Key key, @Nullable SecretBytes payload) {
        Map<String, Object> json = brief(key);
        Life life = key.life();
        if (!key.traits().tags().isEmpty()) {
            json.put("tags", key.traits().tags());
        }
        json.put("creationDate", key.createdAt());
        json.put("createdBy", key.createdBy());
        json.put("algorithmType", "AES");
        json.put(
                "algorithmMetadata",
                Map.of("bitLength", Integer.toString(life.current().bits()), "mode", MODE));
        json.put("algorithmBitSize", life.current().bits());
        json.put("algorithmMode", MODE);
        json.put("lastUpdateDate", life.lastUpdate());
        putIfAny(json, "lastRotateDate", life.lastRotation());
        if (!key.traits().extractable()) {
            json.put("keyVersion", version(life.current()));
        }
        addPolicies(json, key);
        if (life.deletion() != null) {
            addDeletion(json, key, life.deletion());
        }
        putIfAny(json, "payload", payload);
        return json;
    }

    /** The answer to a create that names policies. */
    Map<String, Object> briefWithPolicies(Key key) {
        Map<String, Object> json = brief(key);
        addPolicies(json, key);
        return json;
    }

    private void addPolicies(Map<String, Object> json, Key key) {
        Map<String, Object> dual = new LinkedHashMap<>();
        dual.put("enabled", key.needsTwoToDelete());
        if (key.needsTwoToDelete()) {
            Key.Authorization given = key.settings().authorization();
            boolean set = given != null && now.isBefore(given.until());
            dual.put("keySetForDeletion", set);
            putIfAny(dual, "authExpiration", set && given != null ? given.until() : null);
        }
        json.put("dualAuthDelete", dual);
        Key.Rotation rotation = key.settings().rotation();
        if (rotation != null) {
            json.put("rotation", Map.of("enabled", rotation.enabled(), "interval_month", rotation.intervalMonth()));
        }
    }

    static Map<String, Object> version(Life.Version version) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", version.id().toString());
        json.put("creationDate", version.createdAt());
        return json;
    }

    /** As {@link #version}; of a destroyed one also that it is (ours: Key Protect destroys no version). */
    static Map<String, Object> kept(VersionStore.Kept kept) {
        Map<String, Object> json = version(kept.version());
        if (kept.destroyedAt() != null) {
            json.put("state", KeyState.DESTROYED.number());
            json.put("destructionDate", kept.destroyedAt());
        }
        return json;
    }

    private void addDeletion(Map<String, Object> json, Key key, Life.Deletion deletion) {
        Instant restoreUntil = deletion.at().plus(windows.restoreWithin());
        Instant purgeFrom = deletion.at().plus(windows.purgeAfterDelete());
        Instant expiration = key.traits().expirationDate();
        boolean expired = expiration != null && !expiration.isAfter(now);
        json.put("deletionDate", deletion.at());
        json.put("deletedBy", deletion.by());
        json.put("restoreExpirationDate", restoreUntil);
        json.put("restoreAllowed", !expired && !now.isAfter(restoreUntil));
        json.put("purgeAllowed", !now.isBefore(purgeFrom));
        json.put("purgeAllowedFrom", purgeFrom);
        json.put("purgeScheduledOn", deletion.at().plus(windows.purgedAfter()));
    }

    private static void putIfAny(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
