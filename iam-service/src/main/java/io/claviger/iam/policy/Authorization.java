package io.claviger.iam.policy;

import java.util.EnumSet;
import java.util.Set;

/** What a policy says, whoever made it and when. */
public record Authorization(Source source, Target target, Set<PolicyRole> roles, String description) {

    public Authorization {
        if (roles.stream().noneMatch(PolicyRole::givesAccess)) {
            throw new IllegalArgumentException("a service role is needed: one of Reader, Writer, Manager");
        }
        roles = java.util.Collections.unmodifiableSet(EnumSet.copyOf(roles));
    }

    /** Whether it lets its source pass access to this on to a service that the source depends on. */
    public boolean delegates(Target to) {
        return roles.contains(PolicyRole.DELEGATOR) && target.covers(to);
    }
}
