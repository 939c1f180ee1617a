package io.claviger.workers.reconciliation;

import java.util.Optional;

/** All clusters there ever were, by whoever has them. Nothing is learnt from a call that throws. */
public interface ClusterList {

    /** @param after behind which the page begins; empty for the first one */
    ClusterPage page(String after, int limit);

    /** What is true now; empty for a cluster that is not known there. */
    Optional<ListedCluster> one(String clusterId);
}
