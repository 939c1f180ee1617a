package io.claviger.workers.cluster;

/**
 * A cluster as the latest event about it told.
 *
 * @param crn CRN of the cluster; its pools' CRNs are built from it
 * @param version master version, which new workers take
 * @param revision of the event that told; older events change nothing
 */
public record KnownCluster(
        ClusterId id,
        String name,
        String accountId,
        String crn,
        Infrastructure infrastructure,
        String version,
        String state,
        long revision) {}
