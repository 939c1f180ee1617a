package io.claviger.masters.lifecycle;

import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.datakey.DataKey;
import io.claviger.masters.datakey.DataKeyTable;
import io.claviger.masters.datakey.PlainDataKeys;
import io.claviger.masters.enablement.Dependant;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.enablement.run.RegistrationRelease;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.enablement.store.LeftRegistrations;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.work.MasterWork;
import io.claviger.masters.work.WorkConfig;
import io.claviger.masters.work.WorkOutcome;
import io.claviger.masters.work.WorkOutcome.Finished;
import io.claviger.masters.work.WorkOutcome.Later;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkQueue.Claim;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes away everything that a cluster was, then its registrations at its root keys. A worker that was at an enablement when the
 * deletion was ordered may still be about to register the cluster; so it is looked again once no such worker can be left.
 */
@ApplicationScoped
public class DeleteWork implements MasterWork {

    /** For the registrations; those that need longer are taken back when the cluster is gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Clusters clusters;
    private final Enablements enablements;
    private final DataKeyTable dataKeys;
    private final PlainDataKeys plainKeys;
    private final KeyBindings bindings;
    private final ObjectStore objects;
    private final LeftRegistrations left;
    private final RegistrationRelease release;
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
            LeftRegistrations left,
            RegistrationRelease release,
            WorkQueue queue,
            WorkConfig config,
            Clock clock) {
        this.clusters = clusters;
        this.enablements = enablements;
        this.dataKeys = dataKeys;
        this.plainKeys = plainKeys;
        this.bindings = bindings;
        this.objects = objects;
        this.left = left;
        this.release = release;
        this.queue = queue;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Kind kind() {
        return Kind.DELETE;
    }

    /** Secrets and data keys go first. What a KMS does not take back now outlives the cluster as a row, and holds nothing up. */
    @Override
    public WorkOutcome step(Claim claim) {
        Cluster cluster = clusters.find(claim.cluster()).orElseThrow().cluster();
        List<DataKey> gone = dataKeys.of(cluster.id());
        QuarkusTransaction.requiringNew().run(() -> {
            clusters.lock(cluster.id());
            queue.hold(claim);
            // Also those that were taken back: a worker of an enablement may have come later.
            enablements
                    .registeredWith(cluster.id())
                    .forEach(key -> left.leave(cluster.id(), key, "the key management service was not asked yet"));
            dismantle(cluster.id(), cluster.crn(), gone);
        });
        gone.forEach(key -> plainKeys.forget(key.id()));
        release.release(cluster.id(), PATIENCE);
        return QuarkusTransaction.requiringNew().call(() -> end(claim, cluster))
                ? new Later(config.lease(), "an enablement that was under way may still register the cluster")
                : new Finished();
    }

    /** Answers whether a worker of an enablement may still register the cluster. */
    private boolean end(Claim claim, Cluster cluster) {
        clusters.lock(cluster.id());
        queue.hold(claim);
        if (cluster.lifeCycle() != LifeCycle.DELETED) {
            clusters.enter(cluster.id(), LifeCycle.DELETED, clock.instant());
        }
        Optional<Enablement> running = enablements.running(cluster.id());
        running.ifPresent(one -> {
            bindings.unbind(Dependant.enabling(cluster.crn(), one.id()));
            enablements.advance(one.id(), Phase.FAILED);
        });
        boolean mayRegister = running.filter(Enablement::registers).isPresent();
        if (!mayRegister) {
            queue.close(claim);
        }
        return mayRegister;
    }

    private void dismantle(ClusterId id, String crn, List<DataKey> gone) {
        objects.dropCluster(id);
        bindings.lockAll(gone.stream().map(DataKey::keyCrn).toList());
        gone.forEach(key -> bindings.unbind(Dependant.former(crn, key.id())));
        bindings.unbind(crn);
        dataKeys.dropAll(id);
    }
}
