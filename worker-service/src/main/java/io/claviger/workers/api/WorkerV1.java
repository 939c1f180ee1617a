package io.claviger.workers.api;

/** A worker as v1 shows it (clusters-api.md 1.6). */
record WorkerV1(
        String id,
        String state,
        String status,
        String statusDate,
        String statusDetails,
        String pendingOperation,
        String errorMessage,
        String errorMessageDate,
        String kubeVersion,
        String targetVersion,
        String versionEOS,
        String masterVersionEOS,
        String machineType,
        String isolation,
        String privateIP,
        String publicIP,
        String privateVlan,
        String publicVlan,
        String location,
        String poolid,
        String poolName,
        String trustedStatus,
        String reasonForDelete,
        String billing) {}
