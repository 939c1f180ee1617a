package io.claviger.keys.rootkey;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.call.Call;
import io.claviger.keys.custody.Custody;
import io.claviger.keys.custody.InstanceKey;
import io.claviger.keys.custody.Material;
import io.claviger.keys.importtoken.ImportTokens;
import io.claviger.keys.importtoken.rules.OwnMaterial;
import io.claviger.keys.instancepolicy.store.InstancePolicyStore;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.rules.NewKey;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.rootkey.rules.Waiting;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.kit.activity.Activities;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives a root key its next version. Former versions go on opening what they wrapped for as long as the key lives (I7). */
@ApplicationScoped
public class KeyRotation {

    private final KeyFinder keys;
    private final VersionStore versions;
    private final InstancePolicyStore instancePolicies;
    private final KeyLog log;
    private final Custody custody;
    private final ImportTokens tokens;
    private final Windows windows;
    private final Activities activities;
    private final Clock clock;

    KeyRotation(
            KeyFinder keys,
            VersionStore versions,
            InstancePolicyStore instancePolicies,
            KeyLog log,
            Custody custody,
            ImportTokens tokens,
            Windows windows,
            Activities activities,
            Clock clock) {
        this.keys = keys;
        this.versions = versions;
        this.instancePolicies = instancePolicies;
        this.log = log;
        this.custody = custody;
        this.tokens = tokens;
        this.windows = windows;
        this.activities = activities;
        this.clock = clock;
    }

    /** @param own new material of an imported key, which the caller closes; absent for a generated key */
    public Key rotate(Call call, String name, @Nullable OwnMaterial own) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = keys.lock(call, name);
            call.requireRight();
            Refusal.throwIf(Lifecycle.refusal(call.operation(), key));
            requireFitting(key, own);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Refusal.throwIf(new Waiting(windows, now).toRotate(key));
            if (own != null) {
                Refusal.throwIf(instancePolicies
                        .access(call.instance().id())
                        .toBringMaterial(own instanceof OwnMaterial.UnderToken));
            }
            try (SecretBytes payload = own == null ? null : tokens.opened(call, own)) {
                Key rotated = next(
                        call.instance().key(), key, payload, now, call.caller().iamId());
                activities.record(call.caller(), KeyRecords.about(call, rotated).status(204));
                return rotated;
            }
        });
    }

    /** In the caller's transaction, which has locked the key and asked whether it may be rotated. */
    Key next(InstanceKey instanceKey, Key key, @Nullable SecretBytes payload, Instant now, String by) {
        int bytes = payload == null ? Custody.GENERATED_BYTES : payload.length();
        Life.Version next = new Life.Version(
                new VersionId(UUID.randomUUID()), key.life().current().ordinal() + 1, bytes * Byte.SIZE, now);
        UUID keyId = key.id().value();
        UUID versionId = next.id().value();
        Material material = payload == null
                ? custody.generate(instanceKey, keyId, versionId)
                : custody.keep(instanceKey, keyId, versionId, payload);
        versions.add(key.id(), next, material);
        return log.changed(key, key.life().rotated(next), KeyChange.ROTATED, by);
    }

    private static void requireFitting(Key key, @Nullable OwnMaterial own) {
        boolean imported = key.traits().imported();
        if (imported && own == null) {
            throw Refusal.of(
                            400,
                            "KEY_PAYLOAD_REQ_ERR",
                            "Key " + key.id() + " is imported: its rotation needs the new material in 'payload'.")
                    .about("field", "payload")
                    .asException();
        }
        if (!imported && own != null) {
            throw Refusal.query(
                            "payload",
                            "Key " + key.id()
                                    + " is generated: its rotation takes no 'payload', only an imported key's does.")
                    .asException();
        }
        if (own instanceof OwnMaterial.InClear clear) {
            NewKey.requireSize(clear.bytes().length(), false);
        }
    }
}
