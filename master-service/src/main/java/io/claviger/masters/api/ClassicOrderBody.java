package io.claviger.masters.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/clusters} (clusters-api.md 1.3.2). The private endpoint's flag is misspelled by the clients; the
 * right spelling is taken too.
 */
record ClassicOrderBody(
        @Nullable String name,
        @Nullable String dataCenter,
        @Nullable String machineType,
        @Nullable Integer workerNum,
        @Nullable Boolean diskEncryption,
        @Nullable String masterVersion,
        @Nullable String podSubnet,
        @Nullable String serviceSubnet,
        @Nullable String defaultWorkerPoolName,
        @Nullable String defaultWorkerPoolEntitlement,
        @JsonAlias("privateServiceEndpoint") @Nullable Boolean privateSeviceEndpoint,
        @Nullable Boolean publicServiceEndpoint) {}
