package io.claviger.kit.authorization;

import io.claviger.kit.crn.Crn;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A use of somebody's keys by a service, which an authorization must permit.
 *
 * @param services names as which the service acts; one of them must be let in
 * @param sourceAccount account that the service works for; absent when whoever asks does not know it, and any will do
 * @param delegated whether the access must be one that may be passed on
 * @param keyAccount account of the keys
 * @param keyService {@code kms} or {@code hs-crypto}
 * @param instance GUID of the instance
 * @param key absent when it is about the instance and no single key
 */
public record KeyUse(
        Set<String> services,
        @Nullable String sourceAccount,
        boolean delegated,
        String keyAccount,
        String keyService,
        String instance,
        @Nullable String key) {

    public KeyUse {
        services = Set.copyOf(services);
    }

    /** By {@code service}, for {@code sourceAccount}. */
    public static KeyUse of(String service, String sourceAccount, Crn key) {
        return new KeyUse(
                Set.of(service),
                sourceAccount,
                false,
                key.account(),
                key.service(),
                key.instance(),
                key.resource().isEmpty() ? null : key.resource());
    }

    /** The same, by access that may be passed on to services that this one depends on. */
    public KeyUse passedOn() {
        return new KeyUse(services, sourceAccount, true, keyAccount, keyService, instance, key);
    }
}
