package io.claviger.workers.api;

import java.util.List;
import java.util.Map;

/** A worker pool as v1 shows it (clusters-api.md 1.5). */
record PoolV1(
        String id,
        String name,
        int sizePerZone,
        String machineType,
        String isolation,
        Map<String, String> labels,
        String operatingSystem,
        String region,
        String state,
        String reasonForDelete,
        boolean isBalanced,
        boolean autoscaleEnabled,
        List<ZoneV1> zones) {

    record ZoneV1(String id, String privateVlan, String publicVlan, int workerCount) {}
}
