package io.claviger.kit.authorization;

import java.util.Map;
import java.util.Set;

/** As which services of the platform our own services' identities act (clusters-api.md 4.3). */
public final class ActingService {

    /** Clusters and pools. */
    public static final String KUBERNETES = "containers-kubernetes";

    /** Boot volumes of the workers, which belong to the provider's account. */
    public static final String BLOCK_STORAGE = "server-protect";

    /** Account of whoever runs the installation, reserved: workers' volumes belong to it. */
    public static final String PROVIDER_ACCOUNT = "00000000000000000000000000000000";

    /** Header by which a service says for which account it uses a key. */
    public static final String SOURCE_ACCOUNT = "X-Claviger-Source-Account";

    private static final Map<String, Set<String>> NAMES = Map.of(
            "iam-ServiceId-master-service", Set.of(KUBERNETES),
            "iam-ServiceId-worker-service", Set.of(KUBERNETES, BLOCK_STORAGE));

    private ActingService() {}

    /** None for an identity that has nothing to do with anybody's keys. */
    public static Set<String> namesOf(String iamId) {
        return NAMES.getOrDefault(iamId, Set.of());
    }
}
