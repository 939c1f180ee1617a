package io.claviger.workers.pool;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody ordered.
 *
 * @param workersPerZone the wire's {@code workerCount}
 * @param taints Kubernetes taints, {@code key -> value:Effect}
 * @param encryption absent when the provider manages the disk keys
 */
public record PoolSpec(
        String name,
        String flavor,
        int workersPerZone,
        List<Zone> zones,
        Map<String, String> labels,
        Map<String, String> taints,
        @Nullable String isolation,
        @Nullable String operatingSystem,
        @Nullable String vpcId,
        @Nullable DiskEncryption encryption) {

    public PoolSpec {
        zones = List.copyOf(zones);
        labels = Map.copyOf(labels);
        taints = Map.copyOf(taints);
    }

    /** The same under this root key. */
    public PoolSpec under(DiskEncryption other) {
        return new PoolSpec(
                name, flavor, workersPerZone, zones, labels, taints, isolation, operatingSystem, vpcId, other);
    }
}
