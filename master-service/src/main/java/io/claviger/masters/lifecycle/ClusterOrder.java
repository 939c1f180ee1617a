package io.claviger.masters.lifecycle;

import io.claviger.events.PoolOrder;
import io.claviger.masters.cluster.Ordered;
import io.claviger.masters.cluster.Provider;
import io.claviger.masters.version.ClusterVersion;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as it was ordered, every field checked.
 *
 * @param resourceGroup id of the resource group
 * @param defaultPool what worker-service is to build with it, absent for nothing
 */
public record ClusterOrder(
        String name,
        Provider provider,
        ClusterVersion version,
        String accountId,
        String resourceGroup,
        Ordered ordered,
        @Nullable PoolOrder defaultPool) {}
