package io.claviger.iam.policy.edge;

import io.claviger.iam.policy.Authorization;
import io.claviger.iam.policy.Policy;
import io.claviger.iam.policy.PolicyRefusedException;
import io.claviger.iam.policy.PolicyRefusedException.Reason;
import io.claviger.iam.policy.PolicyRole;
import io.claviger.kit.authorization.ActingService;
import io.claviger.kit.caller.Caller;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do what with policies (clusters-api.md 4.2): a policy is made where the keys are, by an administrator there who has at
 * least the access he gives. A service of ours makes two kinds by itself: its own within one account, and what an account has
 * let it pass on.
 */
final class PolicyRights {

    private static final Set<String> MAY_CHANGE = Set.of("Administrator");
    private static final Set<String> MAY_LOOK = Set.of("Viewer", "Operator", "Editor", "Administrator");
    private static final Set<PolicyRole> BY_ITSELF = Set.of(PolicyRole.READER);

    private PolicyRights() {}

    /** Services read all accounts' policies: they must obey them. */
    static void requireLook(Caller caller, String account) {
        if (!caller.isService() && !(caller.accountId().equals(account) && has(caller, "kms", MAY_LOOK))) {
            throw forbidden(
                    "This needs one of the roles " + MAY_LOOK + " of iam or kms in the account " + account + ".");
        }
    }

    /** @param of the policies of the target's account; @return the policy whose delegation makes it lawful, if one must */
    static Optional<Policy> requireMake(Caller caller, Authorization wish, List<Policy> of) {
        if (!caller.isService()) {
            requireAdministrator(caller, wish);
            return Optional.empty();
        }
        Set<String> names = ActingService.namesOf(caller.iamId());
        if (!names.contains(wish.source().service()) || !wish.roles().equals(BY_ITSELF)) {
            throw forbidden("A service makes authorizations for itself only, and gives no role but Reader.");
        }
        if (wish.source().account().equals(wish.target().account())
                && !wish.source().service().equals(ActingService.BLOCK_STORAGE)) {
            return Optional.empty();
        }
        return Optional.of(of.stream()
                .filter(policy -> names.contains(policy.authorization().source().service()))
                .filter(policy -> policy.authorization().delegates(wish.target()))
                .findFirst()
                .orElseThrow(() -> forbidden("No authorization of the account "
                        + wish.target().account() + " lets " + caller.iamId() + " pass its access on.")));
    }

    static void requireChange(Caller caller, Policy policy) {
        if (caller.isService()) {
            throw forbidden("Authorizations are changed and removed by people.");
        }
        requireAdministrator(caller, policy.authorization());
    }

    private static void requireAdministrator(Caller caller, Authorization wish) {
        String account = wish.target().account().value();
        String service = wish.target().service();
        if (!caller.accountId().equals(account) || !has(caller, service, MAY_CHANGE)) {
            throw forbidden(
                    "This needs the role Administrator of iam or " + service + " in the account " + account + ".");
        }
        for (PolicyRole role : wish.roles()) {
            Set<String> atLeast = atLeast(role);
            if (!atLeast.isEmpty() && !caller.has(service, atLeast) && !caller.has("kms", atLeast)) {
                throw forbidden("Nobody gives more than he has: the role " + role.label() + " needs one of " + atLeast
                        + " of " + service + ".");
            }
        }
    }

    private static Set<String> atLeast(PolicyRole role) {
        return switch (role) {
            case READER -> Set.of("Reader", "ReaderPlus", "Writer", "Manager");
            case WRITER -> Set.of("Writer", "Manager");
            case MANAGER -> Set.of("Manager");
            case DELEGATOR -> Set.of();
        };
    }

    private static boolean has(Caller caller, String service, Set<String> roles) {
        return caller.has("iam", roles) || caller.has(service, roles) || caller.has("kms", roles);
    }

    private static PolicyRefusedException forbidden(String message) {
        return new PolicyRefusedException(Reason.FORBIDDEN, message);
    }
}
