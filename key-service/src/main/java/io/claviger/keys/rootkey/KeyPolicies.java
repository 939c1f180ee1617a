package io.claviger.keys.rootkey;

import io.claviger.keys.call.Call;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.rules.PolicyOrder;
import io.claviger.keys.rootkey.store.PolicyStore;
import io.claviger.kit.activity.Activities;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** Orders of an owner for a single key: how often it is rotated, and whether two people delete it. */
@ApplicationScoped
public class KeyPolicies {

    private final KeyFinder keys;
    private final PolicyStore policies;
    private final Activities activities;
    private final Clock clock;

    KeyPolicies(KeyFinder keys, PolicyStore policies, Activities activities, Clock clock) {
        this.keys = keys;
        this.policies = policies;
        this.activities = activities;
        this.clock = clock;
    }

    /** @param kinds those wanted */
    public List<PolicyStore.Policy> read(Call call, String name, Set<String> kinds) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = keys.find(call, name);
            require(call, key);
            activities.record(call.caller(), KeyRecords.about(call, key));
            return ofKinds(key, kinds);
        });
    }

    /** Returns the policies that the order names. */
    public List<PolicyStore.Policy> write(Call call, String name, PolicyOrder order, Set<String> kinds) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = keys.lock(call, name);
            require(call, key);
            Key.Settings next = order.appliedTo(key);
            store(
                    key,
                    order,
                    next,
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    call.caller().iamId());
            activities.record(call.caller(), KeyRecords.about(call, key));
            return ofKinds(key, kinds);
        });
    }

    /** In the caller's transaction, which has locked the key or is making it. */
    void store(Key key, PolicyOrder order, Key.Settings next, Instant at, String by) {
        Key.Rotation rotation = next.rotation();
        if (order.rotation() != null && rotation != null) {
            policies.put(key.id(), PolicyStore.ROTATION, rotation.enabled(), rotation.intervalMonth(), at, by);
        }
        if (order.dualAuthDelete() != null) {
            policies.put(key.id(), PolicyStore.DUAL_AUTH_DELETE, order.dualAuthDelete(), null, at, by);
        }
    }

    private List<PolicyStore.Policy> ofKinds(Key key, Set<String> kinds) {
        return policies.of(key.id()).stream()
                .filter(policy -> kinds.contains(policy.kind()))
                .toList();
    }

    private static void require(Call call, Key key) {
        call.requireRight();
        Refusal.throwIf(Lifecycle.refusal(call.operation(), key));
    }
}
