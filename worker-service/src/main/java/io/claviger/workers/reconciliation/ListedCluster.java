package io.claviger.workers.reconciliation;

import io.claviger.events.ClusterSnapshot;
import io.claviger.events.PoolOrder;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as its last event told it.
 *
 * @param deleted for good; that a cluster is missing in a list says nothing
 * @param defaultPool what was ordered with it; absent for nothing
 */
public record ListedCluster(
        ClusterSnapshot cluster, boolean deleted, @Nullable PoolOrder defaultPool) {}
