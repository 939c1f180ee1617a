package io.claviger.workers.fleet;

import io.claviger.events.ClusterSnapshot;
import io.claviger.events.PoolOrder;
import io.claviger.workers.reconciliation.ClusterList;
import io.claviger.workers.reconciliation.ClusterPage;
import io.claviger.workers.reconciliation.ListUnreachableException;
import io.claviger.workers.reconciliation.ListedCluster;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A list of clusters that a test commands. */
@Alternative
@Priority(1)
@ApplicationScoped
public class TestClusterList implements ClusterList {

    private final ConcurrentSkipListMap<String, ListedCluster> clusters = new ConcurrentSkipListMap<>();
    private volatile boolean away;
    private volatile Runnable beforeAnswering = () -> {};

    public void put(ClusterSnapshot cluster, boolean deleted, @Nullable PoolOrder pool) {
        clusters.put(cluster.clusterId(), new ListedCluster(cluster, deleted, pool));
    }

    public void clear() {
        clusters.clear();
        away = false;
    }

    public void away() {
        away = true;
    }

    /** Runs once, after a page has been read and before it arrives. */
    public void beforeAnswering(Runnable once) {
        beforeAnswering = once;
    }

    @Override
    public ClusterPage page(String after, int limit) {
        if (away) {
            throw new ListUnreachableException("master-service cannot be reached: cut off by the test", null);
        }
        List<ListedCluster> found = clusters.tailMap(after, false).values().stream()
                .limit(limit + 1L)
                .toList();
        Runnable first = beforeAnswering;
        beforeAnswering = () -> {};
        first.run();
        boolean more = found.size() > limit;
        List<ListedCluster> shown = more ? found.subList(0, limit) : found;
        return new ClusterPage(shown, more ? shown.getLast().cluster().clusterId() : null);
    }

    @Override
    public Optional<ListedCluster> one(String clusterId) {
        return Optional.ofNullable(clusters.get(clusterId));
    }
}
