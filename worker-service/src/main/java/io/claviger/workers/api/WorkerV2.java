package io.claviger.workers.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A worker as v2 shows it (clusters-api.md 1.6); {@code disks} is an addition of ours. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WorkerV2(
        String id,
        String billing,
        String flavor,
        String location,
        String poolID,
        String poolName,
        String dedicatedHostId,
        String dedicatedHostPoolId,
        KubeVersion kubeVersion,
        Lifecycle lifecycle,
        HealthView health,
        List<NetworkInterface> networkInterfaces,
        List<DiskView> disks) {

    record KubeVersion(String actual, String desired, String eos, String masterEOS, String target) {}

    record Lifecycle(
            String actualState,
            String desiredState,
            String pendingOperation,
            String message,
            String messageDate,
            String messageDetails,
            String messageDetailsDate,
            String reasonForDelete,
            String actualOperatingSystem) {}

    record HealthView(String state, String message) {}

    record NetworkInterface(String cidr, String ipAddress, boolean primary, String subnetID) {}

    /**
     * One disk of the worker.
     *
     * @param encryption {@code none}, {@code provider_managed} or {@code user_managed}
     * @param driver what keeps the disk on this installation: {@code luks2} or {@code sealed-file}
     * @param encryptionKey CRN of the customer's root key, absent when there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DiskView(
            String role,
            String content,
            String encryption,
            @Nullable String driver,
            @Nullable String encryptionKey) {}
}
