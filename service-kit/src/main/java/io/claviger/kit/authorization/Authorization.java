package io.claviger.kit.authorization;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One authorization of an account.
 *
 * @param roles short names: {@code Reader}, {@code AuthorizationDelegator}
 * @param subjectAccount account for which the service works
 * @param resourceService {@code kms} or {@code hs-crypto}
 * @param instance absent for every instance
 * @param key absent for every key
 */
public record Authorization(
        String subjectService,
        String subjectAccount,
        Set<String> roles,
        String resourceService,
        @Nullable String instance,
        @Nullable String key) {

    static final String DELEGATOR = "AuthorizationDelegator";
    private static final Set<String> ACCESS = Set.of("Reader", "Writer", "Manager");

    public Authorization {
        roles = Set.copyOf(roles);
    }

    /** Whether it permits this use. */
    boolean permits(KeyUse use) {
        return use.services().contains(subjectService)
                && (use.sourceAccount() == null || use.sourceAccount().equals(subjectAccount))
                && roles.stream().anyMatch(ACCESS::contains)
                && (!use.delegated() || roles.contains(DELEGATOR))
                && resourceService.equals(use.keyService())
                && (instance == null || instance.equals(use.instance()))
                && (key == null || key.equals(use.key()));
    }
}
