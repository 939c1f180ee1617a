package io.claviger.masters.enablement.run;

import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.kms.KmsException;
import io.claviger.kit.outage.Outage;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.cluster.store.ClusterEvents;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.datakey.DataKey;
import io.claviger.masters.datakey.DataKeyTable;
import io.claviger.masters.enablement.Dependant;
import io.claviger.masters.enablement.store.Enablements;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Lets a former root key go once nothing hangs from it any more: an enablement leaves behind what it cannot rewrite, and its
 * owner deletes it or writes it anew some time later. Every replica looks; what one has done the others find done.
 */
@ApplicationScoped
public class FormerKeyRelease {

    private static final Logger LOG = Logger.getLogger(FormerKeyRelease.class);
    private static final int BATCH = 100;

    private final DataKeyTable dataKeys;
    private final Clusters clusters;
    private final ClusterEvents events;
    private final Enablements enablements;
    private final Registrations registrations;
    private final KeyBindings bindings;

    public FormerKeyRelease(
            DataKeyTable dataKeys,
            Clusters clusters,
            ClusterEvents events,
            Enablements enablements,
            Registrations registrations,
            KeyBindings bindings) {
        this.dataKeys = dataKeys;
        this.clusters = clusters;
        this.events = events;
        this.enablements = enablements;
        this.registrations = registrations;
        this.bindings = bindings;
    }

    @Scheduled(
            every = "${claviger.masters.former-keys.sweep:30s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        try {
            release();
        } catch (RuntimeException e) {
            if (!Outage.causes(e) && !(e instanceof KmsException)) {
                throw e;
            }
            LOG.debugf("former keys wait reason=%s", e.getMessage());
        }
    }

    /** Answers how many data keys were given up. */
    public int release() {
        return dataKeys.unneeded(BATCH).stream().mapToInt(this::release).sum();
    }

    private int release(DataKey left) {
        Cluster cluster = clusters.find(left.cluster()).orElseThrow().cluster();
        boolean last = isLast(left, cluster);
        if (last) {
            registrations.takeBack(left.keyCrn(), cluster.crn());
        }
        boolean dropped = QuarkusTransaction.requiringNew().call(() -> {
            clusters.lock(left.cluster());
            if (!dataKeys.isUnneeded(left.id())) {
                return false;
            }
            dataKeys.drop(left.id());
            bindings.unbind(Dependant.former(cluster.crn(), left.id()));
            events.publishIfChanged(left.cluster(), null);
            return true;
        });
        if (dropped) {
            LOG.infof("former data key given up cluster=%s key=%s", left.cluster(), left.keyCrn());
        } else if (last && enablements.runningUnder(left.keyCrn()).contains(left.cluster())) {
            // Somebody has asked for that key again at this very moment.
            registrations.putBack(left.keyCrn(), cluster);
        }
        return dropped ? 1 : 0;
    }

    /** Whether the cluster hangs from the root key by nothing else. */
    private boolean isLast(DataKey left, Cluster cluster) {
        KmsSetting inForce = cluster.kms();
        boolean isInForce = inForce != null && inForce.keyCrn().equals(left.keyCrn());
        return !isInForce
                && dataKeys.of(left.cluster()).stream()
                        .noneMatch(other ->
                                !other.id().equals(left.id()) && other.keyCrn().equals(left.keyCrn()));
    }
}
