package io.claviger.iam.policy;

import io.claviger.iam.account.AccountId;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What it is let in to.
 *
 * @param account account of the keys, where the policy lives
 * @param service {@code kms} or {@code hs-crypto}
 * @param instance GUID of one instance; absent for all of them
 * @param key id of one root key of the instance; absent for all of them
 */
public record Target(
        AccountId account,
        String service,
        @Nullable String instance,
        @Nullable String key) {

    public static final Set<String> SERVICES = Set.of("kms", "hs-crypto");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,90}");

    public Target {
        if (!SERVICES.contains(service)) {
            throw new IllegalArgumentException("the service must be kms or hs-crypto");
        }
        if (instance != null && !NAME.matcher(instance).matches()) {
            throw new IllegalArgumentException("an instance is named by its GUID");
        }
        if (key != null && (instance == null || !NAME.matcher(key).matches())) {
            throw new IllegalArgumentException("a key is named by its id, and together with its instance");
        }
    }

    /** Whether everything that {@code other} names is within this. */
    public boolean covers(Target other) {
        return account.equals(other.account)
                && service.equals(other.service)
                && (instance == null || instance.equals(other.instance))
                && (key == null || key.equals(other.key));
    }
}
