package io.claviger.masters.enablement.run;

import io.claviger.events.ClusterEvent;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.kit.activity.Activities;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.MasterOperation;
import io.claviger.masters.cluster.store.ClusterEvents;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.datakey.DataKeyTable;
import io.claviger.masters.enablement.Dependant;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.enablement.store.LeftRegistrations;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.work.WorkOutcome;
import io.claviger.masters.work.WorkOutcome.Finished;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkQueue.Claim;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** How an enablement ends badly: everything as it was before, and a status that says why. */
@ApplicationScoped
public class EnableFailing {

    /** Begins every reason. */
    static final String CODE = "Key management service feature enablement failed (CAE003): ";

    private final Registrations registrations;
    private final LeftRegistrations left;
    private final KeyBindings bindings;
    private final Clusters clusters;
    private final ClusterEvents events;
    private final Enablements enablements;
    private final DataKeyTable dataKeys;
    private final SecretRewrites rewrites;
    private final FormerKeys formerKeys;
    private final WorkQueue queue;
    private final Activities activities;
    private final Clock clock;

    public EnableFailing(
            Registrations registrations,
            LeftRegistrations left,
            KeyBindings bindings,
            Clusters clusters,
            ClusterEvents events,
            Enablements enablements,
            DataKeyTable dataKeys,
            SecretRewrites rewrites,
            FormerKeys formerKeys,
            WorkQueue queue,
            Activities activities,
            Clock clock) {
        this.registrations = registrations;
        this.left = left;
        this.bindings = bindings;
        this.clusters = clusters;
        this.events = events;
        this.enablements = enablements;
        this.dataKeys = dataKeys;
        this.rewrites = rewrites;
        this.formerKeys = formerKeys;
        this.queue = queue;
        this.activities = activities;
        this.clock = clock;
    }

    void beginFailing(Claim claim, Enablement enablement, String why) {
        QuarkusTransaction.requiringNew().run(() -> {
            clusters.lock(claim.cluster());
            queue.hold(claim);
            enablements.failing(enablement.id(), CODE + why);
        });
    }

    /** Takes back what the enablement has done so far, but for what secrets hang from. The former key was never touched. */
    WorkOutcome clearAway(Claim claim, Enablement enablement) {
        UUID dataKey = enablement.dataKeyId();
        // Nothing is sealed under it any more, so this cannot change.
        boolean needed =
                dataKey != null && rewrites.dataKeysInUse(claim.cluster()).contains(dataKey);
        Optional<String> standing = enablement.registers() && enablement.changesKey() && !needed
                ? registrations.takeBack(
                        enablement.keyCrn(),
                        clusters.find(claim.cluster()).orElseThrow().cluster().crn())
                : Optional.empty();
        String reason = String.valueOf(enablement.failure());
        QuarkusTransaction.requiringNew().run(() -> {
            Cluster cluster = clusters.lock(claim.cluster()).cluster();
            queue.hold(claim);
            if (dataKey != null && needed) {
                dataKeys.find(dataKey).ifPresent(former -> formerKeys.keep(cluster, former, null));
            } else if (dataKey != null) {
                dataKeys.drop(dataKey);
            }
            standing.ifPresent(why -> left.leave(cluster.id(), enablement.keyCrn(), why));
            bindings.unbind(Dependant.enabling(cluster.crn(), enablement.id()));
            enablements.advance(enablement.id(), Phase.FAILED);
            clusters.operate(cluster.id(), new MasterOperation.EnableFailed(clock.instant(), reason));
            events.publish(cluster.id(), reason, ClusterEvent.KmsFailed::new);
            activities.recordOwn(EnableEnding.activity(cluster, enablement).failed(409, reason));
            queue.close(claim);
        });
        return new Finished();
    }
}
