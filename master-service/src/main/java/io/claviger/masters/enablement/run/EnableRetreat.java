package io.claviger.masters.enablement.run;

import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.cluster.LeftBehind;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.datakey.DataKey;
import io.claviger.masters.datakey.DataKeyTable;
import io.claviger.masters.datakey.SecretRewriting;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.work.WorkOutcome;
import io.claviger.masters.work.WorkOutcome.GoOn;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkQueue.Claim;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way back from an enablement whose new root key is gone although secrets hang from it already. What is still under the
 * former key, or in clear, is as it was before; what is under the new one stays there, set aside and named: its data key is
 * kept, so that it can be read again should the key come back.
 */
@ApplicationScoped
class EnableRetreat {

    private static final Logger LOG = Logger.getLogger(EnableRetreat.class);
    private static final int NAMED = 5;

    private final Registrations registrations;
    private final Clusters clusters;
    private final Enablements enablements;
    private final DataKeyTable dataKeys;
    private final SecretRewrites rewrites;
    private final SecretRewriting rewriting;
    private final WorkQueue queue;

    EnableRetreat(
            Registrations registrations,
            Clusters clusters,
            Enablements enablements,
            DataKeyTable dataKeys,
            SecretRewrites rewrites,
            SecretRewriting rewriting,
            WorkQueue queue) {
        this.registrations = registrations;
        this.clusters = clusters;
        this.enablements = enablements;
        this.dataKeys = dataKeys;
        this.rewrites = rewrites;
        this.rewriting = rewriting;
        this.queue = queue;
    }

    /**
     * Puts the former data key in force again; {@link EnableFailing#clearAway} does the rest.
     *
     * @param gone a clause: which key, in what state, since when
     */
    WorkOutcome begin(Claim claim, Enablement enablement, String gone) {
        Cluster before = clusters.find(claim.cluster()).orElseThrow().cluster();
        KmsSetting inForce = before.kms();
        if (enablement.phase() == Phase.RELEASING && inForce != null && inForce.registered()) {
            // It may have been taken back already.
            registrations.putBack(inForce.keyCrn(), before);
        }
        QuarkusTransaction.requiringNew().run(() -> {
            Cluster cluster = clusters.lock(claim.cluster()).cluster();
            queue.hold(claim);
            UUID former = formerDataKey(enablement);
            dataKeys.fallBackTo(cluster.id(), former);
            rewrites.sealUnder(cluster.id(), former);
            int lost = rewriting.setAsideAll(cluster.id(), EnableSteps.requireDataKey(enablement), gone);
            String reason = EnableFailing.CODE + gone + "." + lost(cluster, lost, gone) + " "
                    + (inForce == null ? "No root key is in force." : "The former root key stays in force.");
            LOG.errorf("enablement retreats cluster=%s lost=%d reason=%s", cluster.id(), lost, gone);
            enablements.failing(enablement.id(), reason);
        });
        return new GoOn();
    }

    /** The data key that was in force before; null when none was. */
    private @Nullable UUID formerDataKey(Enablement enablement) {
        String formerKey = enablement.formerKeyCrn();
        if (formerKey == null) {
            return null;
        }
        List<DataKey> formers = dataKeys.of(enablement.cluster()).stream()
                .filter(key ->
                        key.state() == DataKey.State.FORMER && key.keyCrn().equals(formerKey))
                .toList();
        // Falling back to none would store in clear what was never meant to be.
        return formers.getLast().id();
    }

    private String lost(Cluster cluster, int count, String reason) {
        if (count == 0) {
            return "";
        }
        List<LeftBehind.Unreadable> named = clusters.find(cluster.id()).orElseThrow().leftBehind().named().stream()
                .filter(secret -> secret.reason().equals(reason))
                .limit(NAMED)
                .toList();
        String names = named.stream()
                .map(secret -> secret.namespace() + "/" + secret.name())
                .collect(Collectors.joining(", "));
        return " %d secrets that were under it already cannot be read: %s%s."
                .formatted(count, names, count > named.size() ? ", ..." : "");
    }
}
