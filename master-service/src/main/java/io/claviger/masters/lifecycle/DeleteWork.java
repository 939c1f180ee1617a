package io.claviger.masters.lifecycle;

import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.datakey.DataKey;
import io.claviger.masters.datakey.DataKeyTable;
import io.claviger.masters.datakey.PlainDataKeys;
import io.claviger.masters.enablement.Dependant;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.enablement.run.Registrations;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.work.MasterWork;
import io.claviger.masters.work.WorkConfig;
import io.claviger.masters.work.WorkOutcome;
import io.claviger.masters.work.WorkOutcome.Finished;
import io.claviger.masters.work.WorkOutcome.Later;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkQueue.Claim;
import io.claviger.masters.work.WorkRunner;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/**
 * Takes the cluster's registrations back at its root keys, then everything that it was. A worker that was at an enablement when
 * the deletion was ordered may still be about to register the cluster; so it is looked again once no such worker can be left.
 */
@ApplicationScoped
public class DeleteWork implements MasterWork {

    private final Clusters clusters;
    private final Enablements enablements;
    private final DataKeyTable dataKeys;
    private final PlainDataKeys plainKeys;
    private final KeyBindings bindings;
    private final ObjectStore objects;
    private final Registrations registrations;
    private final WorkQueue queue;
    private final WorkConfig config;
    private final Clock clock;

    public DeleteWork(
            Clusters clusters,
            Enablements enablements,
            DataKeyTable dataKeys,
            PlainDataKeys plainKeys,
            KeyBindings bindings,
            ObjectStore objects,
            Registrations registrations,
            WorkQueue queue,
            WorkConfig config,
            Clock clock) {
        this.clusters = clusters;
        this.enablements = enablements;
        this.dataKeys = dataKeys;
        this.plainKeys = plainKeys;
        this.bindings = bindings;
        this.objects = objects;
        this.registrations = registrations;
        this.queue = queue;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Kind kind() {
        return Kind.DELETE;
    }

    @Override
    public WorkOutcome step(Claim claim) {
        Cluster cluster = clusters.find(claim.cluster()).orElseThrow().cluster();
        try {
            // A former key may have refused to let the cluster go when it was changed; it is asked again.
            enablements.registeredWith(cluster.id()).forEach(key -> registrations.takeBack(key, cluster.crn()));
        } catch (KmsUnreachableException e) {
            return new Later(WorkRunner.pauseAfter(claim.attempts()), String.valueOf(e.getMessage()));
        }
        if (cluster.lifeCycle() == LifeCycle.DELETED) {
            QuarkusTransaction.requiringNew().run(() -> queue.close(claim));
            return new Finished();
        }
        boolean mayRegister =
                enablements.running(cluster.id()).filter(Enablement::registers).isPresent();
        List<DataKey> gone = dataKeys.of(cluster.id());
        QuarkusTransaction.requiringNew().run(() -> {
            clusters.lock(cluster.id());
            queue.hold(claim);
            dismantle(cluster.id(), cluster.crn(), gone);
            if (!mayRegister) {
                queue.close(claim);
            }
        });
        gone.forEach(key -> plainKeys.forget(key.id()));
        return mayRegister
                ? new Later(config.lease(), "an enablement that was under way may still register the cluster")
                : new Finished();
    }

    private void dismantle(ClusterId id, String crn, List<DataKey> gone) {
        objects.dropCluster(id);
        gone.forEach(key -> bindings.unbind(Dependant.former(crn, key.id())));
        enablements.running(id).ifPresent(one -> {
            bindings.unbind(Dependant.enabling(crn, one.id()));
            enablements.advance(one.id(), Phase.FAILED);
        });
        bindings.unbind(crn);
        dataKeys.dropAll(id);
        clusters.enter(id, LifeCycle.DELETED, clock.instant());
    }
}
