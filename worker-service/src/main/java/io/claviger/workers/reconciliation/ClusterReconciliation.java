package io.claviger.workers.reconciliation;

import io.claviger.events.PoolOrder;
import io.claviger.kit.outage.Outage;
import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.cluster.store.ClusterTable;
import io.claviger.workers.cluster.store.ClusterTable.Standing;
import io.claviger.workers.fleet.ClusterChanges;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.reconciliation.store.SweepTable;
import io.claviger.workers.reconciliation.store.SweepTable.Sweep;
import io.claviger.workers.task.flow.TaskRunner;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is known of clusters with master-service's list of them, page by page, and does what a lost event would have
 * done (I3). Nothing is locked or written for what agrees. A deletion is believed only where the list says so itself: not when it
 * cannot be had, and not when a cluster is missing in it.
 */
@ApplicationScoped
public class ClusterReconciliation {

    private static final Logger LOG = Logger.getLogger(ClusterReconciliation.class);
    /** Longer than a page takes; one that takes longer is compared twice, which is harmless. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    /** Master-service refuses to list more. */
    private static final int MOST_AT_ONCE = 1000;

    private final ClusterList list;
    private final SweepTable sweeps;
    private final ClusterTable clusters;
    private final PoolTable pools;
    private final ClusterChanges changes;
    private final TaskRunner runner;
    private final ReconciliationConfig config;

    ClusterReconciliation(
            ClusterList list,
            SweepTable sweeps,
            ClusterTable clusters,
            PoolTable pools,
            ClusterChanges changes,
            TaskRunner runner,
            ReconciliationConfig config) {
        this.list = list;
        this.sweeps = sweeps;
        this.clusters = clusters;
        this.pools = pools;
        this.changes = changes;
        this.runner = runner;
        this.config = config;
    }

    @Scheduled(
            every = "${claviger.workers.reconciliation.tick:30s}",
            // All services start at once, master-service among them.
            delayed = "30s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        if (!config.runner()) {
            return;
        }
        try {
            boolean more = true;
            while (more) {
                more = step();
            }
        } catch (ListUnreachableException e) {
            LOG.warnf("clusters not compared reason=%s", e.getMessage());
        } catch (RuntimeException e) {
            if (!Outage.causes(e)) {
                throw e;
            }
            LOG.debugf("clusters not compared reason=%s", Outage.reason(e));
        }
    }

    /** Compares one page; false when none was due, or it was the last. What fails is tried again at a later tick. */
    public boolean step() {
        Optional<Sweep> due = sweeps.claim(LEASE);
        if (due.isEmpty()) {
            return false;
        }
        Sweep sweep = due.get();
        ClusterPage page;
        try {
            page = list.page(sweep.after(), Math.min(config.page(), MOST_AT_ONCE));
        } catch (ListUnreachableException e) {
            sweeps.retry(sweep, config.tick());
            throw e;
        }
        compare(page.clusters());
        tellOfUnlisted(sweep.after(), page);
        sweeps.progress(sweep, page.next(), config.every());
        return page.next() != null;
    }

    private void compare(List<ListedCluster> listed) {
        List<String> ids =
                listed.stream().map(each -> each.cluster().clusterId()).toList();
        Map<String, Standing> here = clusters.standing(ids);
        Map<String, Set<String>> poolNames = pools.namesEver(ids);
        boolean healed = false;
        for (ListedCluster each : listed) {
            String id = each.cluster().clusterId();
            Standing known = here.get(id);
            PoolOrder pool = each.defaultPool();
            boolean poolWasHere =
                    pool == null || poolNames.getOrDefault(id, Set.of()).contains(ClusterChanges.poolName(pool));
            Difference difference = Difference.of(each, known, poolWasHere);
            if (difference != Difference.NONE) {
                heal(difference, each, known);
                healed = true;
            }
        }
        if (healed) {
            runner.wake();
        }
    }

    /** One cluster that cannot be healed is no reason to leave the others as they are. */
    private void heal(Difference difference, ListedCluster listed, @Nullable Standing known) {
        String id = listed.cluster().clusterId();
        try {
            if (difference == Difference.AHEAD && known != null) {
                takeBack(id, known);
                return;
            }
            QuarkusTransaction.requiringNew().run(() -> {
                switch (difference) {
                    case NONE, AHEAD -> {}
                    case CREATION -> changes.created(listed.cluster(), listed.defaultPool());
                    case CHANGE -> changes.changed(listed.cluster());
                    case DELETION -> changes.deleted(listed.cluster());
                }
            });
            LOG.infof("cluster caught up by the list cluster=%s missing=%s", id, difference);
        } catch (RuntimeException e) {
            if (e instanceof ListUnreachableException || Outage.causes(e)) {
                throw e;
            }
            LOG.errorf(e, "cluster not healed cluster=%s event=%s", id, difference);
        }
    }

    /** Asked after it was read here: if the answer is the older one still, then master-service has gone back to a backup. */
    private void takeBack(String id, Standing known) {
        Optional<ListedCluster> now = list.one(id).filter(answer -> Difference.isAhead(answer, known));
        if (now.isPresent()
                && QuarkusTransaction.requiringNew()
                        .call(() -> changes.takenBack(now.get().cluster(), known))) {
            LOG.warnf(
                    "cluster taken back as master-service has it cluster=%s deletedHere=%s revisionHere=%d revision=%d",
                    id, known.deleted(), known.revision(), now.get().cluster().revision());
        }
    }

    /** They stay: whoever has lost them in a backup may find them again, and whoever forged the list gets nothing by it. */
    private void tellOfUnlisted(String after, ClusterPage page) {
        List<ClusterId> unlisted = clusters.presentBetween(
                after,
                page.next(),
                page.clusters().stream().map(each -> each.cluster().clusterId()).toList());
        if (!unlisted.isEmpty()) {
            LOG.warnf(
                    "clusters that master-service does not know are kept count=%d first=%s",
                    unlisted.size(), unlisted.getFirst());
        }
    }
}
