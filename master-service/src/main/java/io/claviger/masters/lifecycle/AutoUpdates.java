package io.claviger.masters.lifecycle;

import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.outage.Outage;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.refusal.ClusterRefusal;
import io.claviger.masters.version.OfferedVersions;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Keeps masters whose owners want it at the newest patch of their minor version. What is offered changes with a release of this
 * service only, so mostly the first look after a start finds something; the later ones are for masters that were busy then.
 */
@ApplicationScoped
public class AutoUpdates {

    private static final Logger LOG = Logger.getLogger(AutoUpdates.class);

    private final Clusters clusters;
    private final MasterUpkeep upkeep;
    private final Activities activities;

    public AutoUpdates(Clusters clusters, MasterUpkeep upkeep, Activities activities) {
        this.clusters = clusters;
        this.upkeep = upkeep;
        this.activities = activities;
    }

    /** Turns it on or off; what there is to update then is updated at once. */
    public void set(Caller caller, ClusterId id, boolean wanted, Activity attempt) {
        QuarkusTransaction.requiringNew().run(() -> {
            clusters.lock(id);
            clusters.updateBySelf(id, wanted);
            activities.record(caller, attempt.request("autoUpdate", wanted));
        });
        if (wanted) {
            update(id);
        }
    }

    @Scheduled(
            every = "${claviger.masters.auto-update.look:10m}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void look() {
        try {
            clusters.updatedBySelf().stream()
                    .filter(cluster ->
                            !OfferedVersions.newestPatchOf(cluster.version()).equals(cluster.version()))
                    .map(Cluster::id)
                    .forEach(this::update);
        } catch (RuntimeException e) {
            if (!Outage.causes(e)) {
                throw e;
            }
            LOG.debugf("auto-updates wait reason=%s", e.getMessage());
        }
    }

    private void update(ClusterId id) {
        try {
            upkeep.updateBySelf(id);
        } catch (ClusterRefusal busy) {
            LOG.infof("auto-update waits cluster=%s reason=%s", id, busy.getMessage());
        }
    }
}
