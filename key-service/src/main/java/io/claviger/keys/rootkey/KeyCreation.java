package io.claviger.keys.rootkey;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.call.Call;
import io.claviger.keys.custody.Custody;
import io.claviger.keys.custody.InstanceKey;
import io.claviger.keys.custody.Material;
import io.claviger.keys.importtoken.ImportTokens;
import io.claviger.keys.importtoken.rules.OwnMaterial;
import io.claviger.keys.instance.store.InstanceStore;
import io.claviger.keys.instancepolicy.rules.InstancePolicy;
import io.claviger.keys.instancepolicy.rules.PolicyKind;
import io.claviger.keys.instancepolicy.store.InstancePolicyStore;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.ring.store.RingStore;
import io.claviger.keys.rootkey.rules.AliasName;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.PolicyOrder;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.rootkey.store.AliasStore;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.kit.activity.Activities;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes keys, from new material or the owner's own. */
@ApplicationScoped
public class KeyCreation {

    private final InstanceStore instances;
    private final RingStore rings;
    private final AliasStore aliases;
    private final InstancePolicyStore instancePolicies;
    private final KeyPolicies orders;
    private final VersionStore versions;
    private final KeyLog log;
    private final Custody custody;
    private final ImportTokens tokens;
    private final Activities activities;
    private final Clock clock;

    KeyCreation(
            InstanceStore instances,
            RingStore rings,
            AliasStore aliases,
            InstancePolicyStore instancePolicies,
            KeyPolicies orders,
            VersionStore versions,
            KeyLog log,
            Custody custody,
            ImportTokens tokens,
            Activities activities,
            Clock clock) {
        this.instances = instances;
        this.rings = rings;
        this.aliases = aliases;
        this.instancePolicies = instancePolicies;
        this.orders = orders;
        this.versions = versions;
        this.log = log;
        this.custody = custody;
        this.tokens = tokens;
        this.activities = activities;
        this.clock = clock;
    }

    /**
     * @param overrides the key's policies, whatever the instance's say; absent to inherit those
     * @param own the owner's material, of a permitted size if it is in clear; absent to generate one; the caller closes it
     */
    public Key create(
            Call call,
            Key.Traits traits,
            List<AliasName> names,
            @Nullable PolicyOrder overrides,
            @Nullable OwnMaterial own) {
        call.requireRight();
        KeyId id = new KeyId(UUID.randomUUID());
        VersionId first = new VersionId(id.value());
        InstanceKey instanceKey = call.instance().key();
        Key.Home home = new Key.Home(
                call.instance().id(),
                call.instance().accountId(),
                call.instance().crn().key(id.toString()));
        return QuarkusTransaction.requiringNew().call(() -> {
            instances.requireHeld(call.instance().id());
            rings.require(call.instance().id(), traits.keyRing());
            Refusal.throwIf(instancePolicies
                    .access(call.instance().id())
                    .toCreate(traits.extractable(), traits.imported(), own instanceof OwnMaterial.UnderToken));
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Material material;
            Life.Version version;
            try (SecretBytes payload = own == null ? null : tokens.opened(call, own)) {
                material = material(instanceKey, id, first, traits.extractable(), payload);
                int bytes = payload == null ? Custody.GENERATED_BYTES : payload.length();
                version = new Life.Version(first, 1, bytes * Byte.SIZE, now);
            }
            PolicyOrder policies = overrides == null ? inherited(call.instance().id(), traits) : overrides;
            Key bare = Key.created(
                    id,
                    home,
                    traits,
                    Key.Settings.named(names.stream().map(AliasName::value).toList()),
                    call.caller().iamId(),
                    version);
            Key key = bare.with(policies.appliedTo(bare));
            log.created(key);
            names.forEach(name -> aliases.add(key, name, version.createdAt(), key.createdBy()));
            orders.store(key, policies, key.settings(), version.createdAt(), key.createdBy());
            versions.add(id, version, material);
            activities.record(call.caller(), KeyRecords.created(call, key));
            return key;
        });
    }

    private Material material(
            InstanceKey instanceKey, KeyId id, VersionId version, boolean extractable, @Nullable SecretBytes payload) {
        if (payload == null) {
            return extractable
                    ? custody.generatePayload(instanceKey, id.value(), version.value())
                    : custody.generate(instanceKey, id.value(), version.value());
        }
        return extractable
                ? custody.keepPayload(instanceKey, id.value(), version.value(), payload)
                : custody.keep(instanceKey, id.value(), version.value(), payload);
    }

    /** Rotation only for what a policy can rotate: generated root keys. */
    private PolicyOrder inherited(String instanceId, Key.Traits traits) {
        boolean rotatable = !traits.extractable() && !traits.imported();
        Integer months = instancePolicies
                .enabled(instanceId, PolicyKind.ROTATION)
                .filter(_ -> rotatable)
                .map(InstancePolicy::intervalMonth)
                .orElse(null);
        boolean dual = instancePolicies
                .enabled(instanceId, PolicyKind.DUAL_AUTH_DELETE)
                .isPresent();
        return new PolicyOrder(
                months == null ? null : new PolicyOrder.RotationOrder(true, months), dual ? Boolean.TRUE : null);
    }
}
