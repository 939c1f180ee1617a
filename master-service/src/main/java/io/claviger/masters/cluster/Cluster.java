package io.claviger.masters.cluster;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.version.Capabilities;
import io.claviger.masters.version.ClusterVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as it is stored. How it looks is the business of {@link ClusterStanding}.
 *
 * @param createdBy IAM id of who ordered it
 * @param ownerName e-mail or service name that goes with it
 * @param autoUpdate whether the master follows to the newest patch of its minor version
 * @param kms absent before enablement
 * @param revision of the last event about it
 */
public record Cluster(
        ClusterId id,
        String accountId,
        String region,
        String name,
        String crn,
        Provider provider,
        ClusterVersion version,
        boolean autoUpdate,
        String resourceGroup,
        Instant createdAt,
        String createdBy,
        String ownerName,
        Ordered ordered,
        LifeCycle lifeCycle,
        Instant lifeCycleAt,
        MasterOperation operation,
        @Nullable KmsSetting kms,
        long revision) {

    public Capabilities capabilities() {
        return Capabilities.of(version);
    }
}
