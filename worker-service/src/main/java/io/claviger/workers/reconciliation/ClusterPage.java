package io.claviger.workers.reconciliation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param next behind which the next page begins; null on the last */
public record ClusterPage(
        List<ListedCluster> clusters, @Nullable String next) {

    public ClusterPage {
        clusters = List.copyOf(clusters);
    }
}
