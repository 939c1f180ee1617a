package io.claviger.masters.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v2/satellite/createCluster} (clusters-api.md 1.3.2). */
record SatelliteOrderBody(
        @Nullable String name,
        @Nullable String controller,
        @Nullable String kubeVersion,
        @Nullable String defaultWorkerPoolEntitlement,
        @Nullable Map<String, String> labels,
        @Nullable String podSubnet,
        @Nullable String serviceSubnet,
        @Nullable Integer workerCount,
        @Nullable String zone) {}
