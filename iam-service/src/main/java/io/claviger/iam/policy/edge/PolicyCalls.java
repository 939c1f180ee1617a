package io.claviger.iam.policy.edge;

import io.claviger.iam.account.AccountId;
import io.claviger.iam.policy.Authorization;
import io.claviger.iam.policy.Policy;
import io.claviger.iam.policy.PolicyId;
import io.claviger.iam.policy.PolicyRefusedException;
import io.claviger.iam.policy.PolicyRefusedException.Reason;
import io.claviger.iam.policy.PolicyRole;
import io.claviger.iam.policy.store.Policies;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be done with policies, each with its record in the same transaction. */
@ApplicationScoped
public class PolicyCalls {

    static final String CREATE = "iam-am.policy.create";
    static final String UPDATE = "iam-am.policy.update";
    static final String DELETE = "iam-am.policy.delete";
    private static final String TYPE = "iam-access-management/policy";

    private final Policies policies;
    private final Activities activities;
    private final Clock clock;

    public PolicyCalls(Policies policies, Activities activities, Clock clock) {
        this.policies = policies;
        this.activities = activities;
        this.clock = clock;
    }

    @Transactional
    public Policy create(Caller caller, Authorization wish) {
        AccountId account = wish.target().account();
        policies.lockAll(account);
        List<Policy> present = policies.of(account);
        Optional<Policy> delegation = PolicyRights.requireMake(caller, wish, present);
        refuseSecond(wish, present, null);
        Instant now = clock.instant();
        Policy made = new Policy(
                new PolicyId(UUID.randomUUID()),
                1,
                wish,
                caller.isService(),
                delegation.map(Policy::id).orElse(null),
                now,
                caller.iamId(),
                now,
                caller.iamId());
        policies.add(made);
        activities.record(caller, described(CREATE, made).status(201));
        return made;
    }

    @Transactional
    public Policy update(Caller caller, String id, String ifMatch, Authorization wish) {
        Policy before = visible(caller, id);
        policies.lockAll(before.authorization().target().account());
        before = policies.lock(before.id()).orElseThrow(() -> notFound(id));
        PolicyRights.requireChange(caller, before);
        PolicyRights.requireMake(caller, wish, List.of());
        if (!before.matches(ifMatch)) {
            throw new PolicyRefusedException(
                    Reason.STALE,
                    "The policy has been changed since: its ETag is " + before.etag() + ". Read it and try again.");
        }
        if (before.delegation().isPresent()) {
            throw new PolicyRefusedException(
                    Reason.CONFLICT,
                    "The policy follows from the delegation of " + before.delegatedBy() + " and can only be deleted.");
        }
        refuseSecond(wish, policies.of(wish.target().account()), before.id());
        Policy after = before.changed(wish, clock.instant(), caller.iamId());
        policies.save(after);
        for (Policy follower : policies.delegatedBy(before.id())) {
            if (!wish.delegates(follower.authorization().target())) {
                remove(caller, follower);
            }
        }
        activities.record(caller, described(UPDATE, after));
        return after;
    }

    /** Removes it, and what was made by its delegation. */
    @Transactional
    public void delete(Caller caller, String id) {
        Policy policy = visible(caller, id);
        policies.lockAll(policy.authorization().target().account());
        policy = policies.lock(policy.id()).orElseThrow(() -> notFound(id));
        PolicyRights.requireChange(caller, policy);
        policies.delegatedBy(policy.id()).forEach(follower -> remove(caller, follower));
        remove(caller, policy);
    }

    /** Policies of other accounts are as unknown as those that never were. */
    public Policy visible(Caller caller, String id) {
        return PolicyId.parse(id)
                .flatMap(policies::find)
                .filter(policy -> caller.mayActIn(
                        policy.authorization().target().account().value()))
                .orElseThrow(() -> notFound(id));
    }

    public List<Policy> list(AccountId account) {
        return policies.of(account);
    }

    /** A refusal changed nothing, so it stands alone. */
    public void recordRefusal(Caller caller, String action, String id, PolicyRefusedException refusal) {
        String known = PolicyId.parse(id).map(PolicyId::toString).orElse("");
        activities.recordAlone(
                caller,
                Activity.of(action, Policy.crn(caller.accountId(), known), known, TYPE)
                        .failed(refusal.reason().status(), String.valueOf(refusal.getMessage())));
    }

    private void remove(Caller caller, Policy policy) {
        policies.remove(policy.id());
        activities.record(caller, described(DELETE, policy).status(204));
    }

    private static void refuseSecond(Authorization wish, List<Policy> present, @Nullable PolicyId itself) {
        for (Policy policy : present) {
            if (!policy.id().equals(itself)
                    && policy.authorization().source().equals(wish.source())
                    && policy.authorization().target().equals(wish.target())) {
                throw new PolicyRefusedException(
                        Reason.CONFLICT,
                        "A policy of this subject for this resource exists: " + policy.id() + ". Update that one.");
            }
        }
    }

    private static Activity described(String action, Policy policy) {
        Authorization says = policy.authorization();
        String instance = says.target().instance();
        return Activity.of(action, policy.crn(), policy.id().toString(), TYPE)
                .request("sourceAccount", says.source().account().value())
                .request("sourceService", says.source().service())
                .request("targetService", says.target().service())
                .request("targetInstance", instance == null ? "" : instance)
                .request("roles", says.roles().stream().map(PolicyRole::label).toList());
    }

    private static PolicyRefusedException notFound(String id) {
        String shown = PolicyId.parse(id).isPresent() ? " " + id : " of this id";
        return new PolicyRefusedException(Reason.NOT_FOUND, "There is no policy" + shown + " in your account.");
    }
}
