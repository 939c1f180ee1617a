package io.claviger.workers.api;

import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.fleet.PoolOrders;
import io.claviger.workers.pool.DiskEncryption;
import io.claviger.workers.pool.PoolSpec;
import io.claviger.workers.pool.Zone;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v2/vpc/createWorkerPool} and of its satellite sibling (clusters-api.md 1.5). The encryption comes nested, or flat as in the older
 * API file; nested wins. Empty strings are as absent.
 */
record CreatePoolBody(
        @Nullable String cluster,
        @Nullable String name,
        @Nullable String flavor,
        @Nullable String isolation,
        @Nullable Map<String, @Nullable String> labels,
        @Nullable String operatingSystem,
        @Nullable String vpcID,
        @Nullable Integer workerCount,
        @Nullable List<@Nullable ZoneBody> zones,
        @Nullable EncryptionBody workerVolumeEncryption,
        @Nullable String kmsInstanceID,
        @Nullable String workerVolumeCRKID,
        @Nullable String kmsAccountID) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9.-]{0,34}");
    /** Of each zone. */
    private static final int MOST_WORKERS = 1000;

    record ZoneBody(@Nullable String id, @Nullable String subnetID) {}

    record EncryptionBody(
            @Nullable String kmsInstanceID,
            @Nullable String workerVolumeCRKID,
            @Nullable String kmsAccountID) {}

    PoolSpec toSpec(KnownCluster in, String region) {
        String poolName = Access.required("name", name);
        if (!NAME.matcher(poolName).matches()) {
            throw ApiError.BAD_PARAMETER.refusal(
                    "'name' must start with a letter and have at most 35 letters, digits, dots and dashes.");
        }
        DiskEncryption encryption = encryption(in, region);
        return new PoolSpec(
                poolName,
                Access.required("flavor", flavor),
                count("workerCount", workerCount == null ? 1 : workerCount),
                orderedZones(),
                texts("labels", labels),
                Map.of(),
                isolation,
                operatingSystem,
                vpcID,
                encryption);
    }

    static int count(String parameter, int value) {
        if (value < 0 || value > MOST_WORKERS) {
            throw ApiError.BAD_PARAMETER.refusal("'" + parameter + "' must be 0 to " + MOST_WORKERS + ".");
        }
        return value;
    }

    static ApiRefusal tooMany() {
        return ApiError.BAD_PARAMETER.refusal(
                "A worker pool has at most %d zones, and all pools of a cluster %d workers together."
                        .formatted(PoolOrders.MOST_ZONES, PoolOrders.MOST_WORKERS));
    }

    private List<Zone> orderedZones() {
        if (zones == null) {
            return List.of();
        }
        if (zones.size() > PoolOrders.MOST_ZONES) {
            throw ApiError.BAD_PARAMETER.refusal("'zones' must name at most " + PoolOrders.MOST_ZONES + ".");
        }
        Set<String> seen = new HashSet<>();
        return zones.stream()
                .map(zone -> {
                    String id = Access.required("zones[].id", zone == null ? null : zone.id());
                    if (!seen.add(id)) {
                        throw ApiError.BAD_PARAMETER.refusal("The zone '" + id + "' is given twice.");
                    }
                    return new Zone(id, zone == null ? null : zone.subnetID());
                })
                .toList();
    }

    /** A map of the wire; a null in it is refused. */
    static Map<String, String> texts(String parameter, @Nullable Map<String, @Nullable String> given) {
        Map<String, String> texts = new TreeMap<>();
        if (given != null) {
            given.forEach((key, value) -> {
                if (value == null) {
                    throw ApiError.BAD_PARAMETER.refusal("'" + parameter + "." + key + "' is null.");
                }
                texts.put(key, value);
            });
        }
        return texts;
    }

    private @Nullable DiskEncryption encryption(KnownCluster in, String region) {
        EncryptionBody asked = workerVolumeEncryption != null
                ? workerVolumeEncryption
                : new EncryptionBody(kmsInstanceID, workerVolumeCRKID, kmsAccountID);
        String instance = orNull(asked.kmsInstanceID());
        String key = orNull(asked.workerVolumeCRKID());
        String account = orNull(asked.kmsAccountID());
        if (instance == null && key == null && account == null) {
            return null;
        }
        if (instance == null || key == null) {
            throw ApiError.INSTANCE_AND_KEY.refusal("Give 'kmsInstanceID' and 'workerVolumeCRKID', or neither.");
        }
        if (!in.infrastructure().takesPoolKey()) {
            throw ApiError.NO_POOL_ENCRYPTION.refusal(
                    "The provider is " + in.infrastructure().wireName() + ".");
        }
        try {
            return DiskEncryption.of(region, in.accountId(), instance, key, account);
        } catch (IllegalArgumentException e) {
            throw ApiError.BAD_PARAMETER.refusal("'workerVolumeEncryption': " + e.getMessage() + ".");
        }
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
