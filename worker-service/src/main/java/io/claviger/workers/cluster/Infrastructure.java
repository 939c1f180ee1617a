package io.claviger.workers.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the three infrastructures differ in (clusters-api.md 2.3 and 5.1). A new one is a new row here. */
public enum Infrastructure {
    VPC_GEN2(
            "vpc-gen2",
            "kube",
            PoolKey.CUSTOMER,
            Repair.REPLACE,
            List.of(new DiskSlot("primary", "boot, container file system, images", true))),
    CLASSIC("classic", "kube", PoolKey.PROVIDER, Repair.RELOAD, Layouts.BOOT_AND_ENCRYPTED),
    SATELLITE("satellite", "sat", PoolKey.PROVIDER, Repair.RELOAD, Layouts.BOOT_AND_ENCRYPTED);

    private final String wireName;
    private final String workerPrefix;
    private final PoolKey poolKey;
    private final Repair repair;
    private final List<DiskSlot> disks;

    Infrastructure(String wireName, String workerPrefix, PoolKey poolKey, Repair repair, List<DiskSlot> disks) {
        this.wireName = wireName;
        this.workerPrefix = workerPrefix;
        this.poolKey = poolKey;
        this.repair = repair;
        this.disks = disks;
    }

    /** Whether a pool's disks may hang from the customer's own root key. */
    private enum PoolKey {
        CUSTOMER,
        PROVIDER
    }

    /** Whether a worker is repaired in place with a new disk key, or by another machine. */
    private enum Repair {
        RELOAD,
        REPLACE
    }

    private static final class Layouts {
        static final List<DiskSlot> BOOT_AND_ENCRYPTED = List.of(
                new DiskSlot("primary", "boot, kernel images", false),
                new DiskSlot("secondary", "container file system, images", true));
    }

    /** Name in the clusters API and in events. */
    public String wireName() {
        return wireName;
    }

    public String workerPrefix() {
        return workerPrefix;
    }

    /** S116, S138: only VPC pools take {@code workerVolumeEncryption}. */
    public boolean takesPoolKey() {
        return poolKey == PoolKey.CUSTOMER;
    }

    /** Reload and update wipe the disk and give it a new key (S113); VPC workers are replaced instead. */
    public boolean reloads() {
        return repair == Repair.RELOAD;
    }

    /**
     * Whether the disk keys that the provider manages are secrets of the cluster (S112, S137), so that the cluster's root key
     * stands above them; on VPC they are the infrastructure's own (clusters-api.md 5.1).
     */
    public boolean keepsDiskKeysInCluster() {
        return repair == Repair.RELOAD;
    }

    /** The disks of each worker, in the order of clusters-api.md 5.1; one of them is encrypted. */
    public List<DiskSlot> disks() {
        return disks;
    }

    public static Optional<Infrastructure> named(String wireName) {
        return Arrays.stream(values())
                .filter(one -> one.wireName.equals(wireName))
                .findFirst();
    }
}
