package io.claviger.masters.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v2/vpc/createCluster} (clusters-api.md 1.3.2); what is not listed is accepted and ignored. */
record VpcOrderBody(
        @Nullable String name,
        @Nullable String provider,
        @Nullable String kubeVersion,
        @Nullable String podSubnet,
        @Nullable String serviceSubnet,
        @Nullable Boolean disablePublicServiceEndpoint,
        @Nullable String defaultWorkerPoolEntitlement,
        @Nullable String cosInstanceCRN,
        @Nullable String networkPlugin,
        @Nullable String offering,
        @Nullable Pool workerPool) {

    /** The older API has the two ids flat in the pool; the nested object wins. */
    record Pool(
            @Nullable String name,
            @Nullable String flavor,
            @Nullable Map<String, String> labels,
            @Nullable String vpcID,
            @Nullable Integer workerCount,
            @Nullable List<@Nullable Zone> zones,
            @Nullable String kmsInstanceID,
            @Nullable String workerVolumeCRKID,
            @Nullable String kmsAccountID,
            @Nullable Encryption workerVolumeEncryption) {}

    record Zone(@Nullable String id, @Nullable String subnetID) {}

    record Encryption(
            @Nullable String kmsInstanceID,
            @Nullable String workerVolumeCRKID,
            @Nullable String kmsAccountID) {}
}
