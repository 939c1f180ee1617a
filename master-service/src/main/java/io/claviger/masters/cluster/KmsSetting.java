package io.claviger.masters.cluster;

import java.time.Instant;

/**
 * The root key in force for a cluster's secrets.
 *
 * @param accountId account that owns the KMS instance
 * @param privateEndpoint whether the KMS's private endpoint was asked for
 * @param registered whether the cluster is registered on the key
 */
public record KmsSetting(
        String keyCrn, String accountId, boolean privateEndpoint, boolean registered, Instant enabledAt) {}
