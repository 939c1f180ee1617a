package io.claviger.masters.lifecycle;

import io.claviger.events.ClusterEvent;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.cluster.store.ClusterEvents;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.work.MasterWork;
import io.claviger.masters.work.WorkOutcome;
import io.claviger.masters.work.WorkOutcome.Finished;
import io.claviger.masters.work.WorkOutcome.GoOn;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkQueue.Claim;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Builds a master: gives the cluster its Kubernetes API with the namespaces that every cluster begins with. */
@ApplicationScoped
public class DeployWork implements MasterWork {

    private final Clusters clusters;
    private final ClusterEvents events;
    private final ObjectStore objects;
    private final WorkQueue queue;
    private final Clock clock;

    public DeployWork(Clusters clusters, ClusterEvents events, ObjectStore objects, WorkQueue queue, Clock clock) {
        this.clusters = clusters;
        this.events = events;
        this.objects = objects;
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public Kind kind() {
        return Kind.DEPLOY;
    }

    @Override
    public WorkOutcome step(Claim claim) {
        return QuarkusTransaction.requiringNew().call(() -> {
            ClusterId id = claim.cluster();
            LifeCycle lifeCycle = clusters.lock(id).cluster().lifeCycle();
            queue.hold(claim);
            return switch (lifeCycle) {
                case REQUESTED -> {
                    enter(id, LifeCycle.DEPLOYING);
                    yield new GoOn();
                }
                case DEPLOYING -> {
                    objects.openCluster(id);
                    enter(id, LifeCycle.DEPLOYED);
                    queue.close(claim);
                    yield new Finished();
                }
                case DEPLOYED, DELETING, DELETED -> {
                    queue.close(claim);
                    yield new Finished();
                }
            };
        });
    }

    private void enter(ClusterId id, LifeCycle lifeCycle) {
        clusters.enter(id, lifeCycle, clock.instant());
        events.publish(id, null, ClusterEvent.HealthChanged::new);
    }
}
