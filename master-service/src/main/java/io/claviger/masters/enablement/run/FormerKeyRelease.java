package io.claviger.masters.enablement.run;

import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.kit.outage.Outage;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.cluster.store.ClusterEvents;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.datakey.DataKey;
import io.claviger.masters.datakey.DataKeyTable;
import io.claviger.masters.enablement.Dependant;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.enablement.store.LeftRegistrations;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Lets a former root key go once nothing hangs from it any more: an enablement leaves behind what it cannot rewrite, and that
 * follows when the key is back, or its owner deletes it or writes it anew. Every replica looks; what one has done the others find
 * done.
 */
@ApplicationScoped
public class FormerKeyRelease {

    private static final Logger LOG = Logger.getLogger(FormerKeyRelease.class);
    private static final int BATCH = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final FormerKeyReturn returned;
    private final DataKeyTable dataKeys;
    private final Clusters clusters;
    private final ClusterEvents events;
    private final Enablements enablements;
    private final LeftRegistrations registrations;
    private final RegistrationRelease release;
    private final KeyBindings bindings;

    FormerKeyRelease(
            FormerKeyReturn returned,
            DataKeyTable dataKeys,
            Clusters clusters,
            ClusterEvents events,
            Enablements enablements,
            LeftRegistrations registrations,
            RegistrationRelease release,
            KeyBindings bindings) {
        this.returned = returned;
        this.dataKeys = dataKeys;
        this.clusters = clusters;
        this.events = events;
        this.enablements = enablements;
        this.registrations = registrations;
        this.release = release;
        this.bindings = bindings;
    }

    @Scheduled(
            every = "${claviger.masters.former-keys.sweep:30s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        try {
            release();
        } catch (RuntimeException e) {
            if (!Outage.causes(e)) {
                throw e;
            }
            LOG.debugf("former keys wait reason=%s", e.getMessage());
        }
    }

    /** Answers how many data keys were given up. */
    public int release() {
        returned.follow();
        return dataKeys.unneeded(BATCH).stream().mapToInt(this::release).sum();
    }

    private int release(DataKey left) {
        boolean dropped = QuarkusTransaction.requiringNew().call(() -> {
            Cluster cluster = clusters.lock(left.cluster()).cluster();
            if (!dataKeys.isUnneeded(left.id())) {
                return false;
            }
            if (isLast(left, cluster)
                    && enablements.registeredWith(cluster.id()).contains(left.keyCrn())) {
                registrations.leave(cluster.id(), left.keyCrn(), "the key management service was not asked yet");
            }
            dataKeys.drop(left.id());
            bindings.unbind(Dependant.former(cluster.crn(), left.id()));
            events.publishIfChanged(left.cluster(), null);
            return true;
        });
        if (dropped) {
            LOG.infof("former data key given up cluster=%s key=%s", left.cluster(), left.keyCrn());
            release.release(left.cluster(), PATIENCE);
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
