package io.claviger.workers.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A worker pool as v2 shows it (clusters-api.md 1.5). {@code workerVolumeEncryption} is absent when the provider manages the
 * disk keys; {@code crn}, {@code encryption} and {@code rootKey} are additions of ours.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PoolV2(
        String id,
        String poolName,
        String flavor,
        String isolation,
        String provider,
        String vpcID,
        int workerCount,
        Map<String, String> labels,
        Map<String, String> hostLabels,
        Map<String, String> taints,
        String operatingSystem,
        Lifecycle lifecycle,
        boolean isBalanced,
        boolean autoscaleEnabled,
        @Nullable VolumeEncryption workerVolumeEncryption,
        List<ZoneV2> zones,
        String crn,
        String encryption,
        @Nullable RootKeyView rootKey) {

    record Lifecycle(String actualState, String desiredState) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record VolumeEncryption(
            String kmsInstanceID,
            String workerVolumeCRKID,
            @Nullable String kmsAccountID) {}

    record ZoneV2(
            String id, int workerCount, List<Subnet> subnets, boolean autobalanceEnabled, List<String> messages) {}

    record Subnet(String id, boolean primary) {}

    /** What is known of the pool's root key. */
    record RootKeyView(String crn, int state, String stateSince, String availability, String versionId) {}
}
