package io.claviger.keys.instancepolicy;

import io.claviger.keys.call.Call;
import io.claviger.keys.instancepolicy.rules.InstancePolicy;
import io.claviger.keys.instancepolicy.rules.PolicyKind;
import io.claviger.keys.instancepolicy.rules.PolicyRecord;
import io.claviger.keys.instancepolicy.store.InstancePolicyStore;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Orders of an owner for a whole instance. They hold for keys made from then on; existing keys stay as they are. */
@ApplicationScoped
public class InstancePolicies {

    private final InstancePolicyStore store;
    private final Activities activities;
    private final Clock clock;

    InstancePolicies(InstancePolicyStore store, Activities activities, Clock clock) {
        this.store = store;
        this.activities = activities;
        this.clock = clock;
    }

    /** Those that were ever set, disabled ones too. */
    public List<InstancePolicyStore.Kept> read(Call call, @Nullable PolicyKind kind) {
        call.requireRight();
        return QuarkusTransaction.requiringNew().call(() -> {
            List<InstancePolicyStore.Kept> kept = store.of(call.instance().id()).stream()
                    .filter(each -> kind == null || each.policy().kind() == kind)
                    .toList();
            activities.record(call.caller(), call.activity());
            return kept;
        });
    }

    /** Those not named stay as they are. */
    public void write(Call call, List<InstancePolicy> policies) {
        call.requireRight();
        QuarkusTransaction.requiringNew().run(() -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            String instance = call.instance().id();
            store.lock(instance);
            Map<PolicyKind, InstancePolicy> former = store.of(instance).stream()
                    .map(InstancePolicyStore.Kept::policy)
                    .collect(Collectors.toMap(InstancePolicy::kind, Function.identity()));
            Activity activity = call.activity().status(204);
            for (InstancePolicy policy : policies) {
                store.put(instance, policy, now, call.caller().iamId());
                activity = described(activity, "initialValue.", former.get(policy.kind()));
                activity = described(activity, "newValue.", policy);
            }
            activities.record(call.caller(), activity);
        });
    }

    private static Activity described(Activity activity, String when, @Nullable InstancePolicy policy) {
        Activity described = activity;
        if (policy != null) {
            for (Map.Entry<String, Object> value : PolicyRecord.of(policy).entrySet()) {
                described = described.request(when + value.getKey(), value.getValue());
            }
        }
        return described;
    }

    /** Whether private calls need the port of its own. */
    public boolean limitsAddresses(Call call) {
        call.requireRight();
        return QuarkusTransaction.requiringNew().call(() -> {
            activities.record(call.caller(), call.activity());
            return store.enabled(call.instance().id(), PolicyKind.ALLOWED_IP).isPresent();
        });
    }
}
