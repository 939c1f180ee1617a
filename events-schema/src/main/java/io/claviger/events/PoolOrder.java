package io.claviger.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The default pool that came with a cluster's creation; worker-service builds it when it reads the event.
 *
 * @param workerCount workers per zone
 * @param encryption root key for the workers' disks, absent when the provider manages them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolOrder(
        String name,
        String flavor,
        int workerCount,
        List<Zone> zones,
        Map<String, String> labels,
        @Nullable VolumeEncryption encryption) {

    public PoolOrder {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(flavor, "flavor");
        zones = List.copyOf(zones);
        labels = Map.copyOf(labels);
    }

    public record Zone(String id, @Nullable String subnetID) {}

    /** As in the clusters API: instance and root key go together; the account is absent for one's own. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record VolumeEncryption(
            String kmsInstanceID,
            String workerVolumeCRKID,
            @Nullable String kmsAccountID) {}
}
