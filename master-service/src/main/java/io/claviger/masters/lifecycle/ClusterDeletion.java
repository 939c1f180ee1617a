package io.claviger.masters.lifecycle;

import io.claviger.events.ClusterEvent;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.cluster.store.ClusterEvents;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.work.MasterWork.Kind;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkRunner;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/** Takes the order to delete a cluster. There is no way back from it, and nothing it would have to wait for. */
@ApplicationScoped
public class ClusterDeletion {

    private final Clusters clusters;
    private final ClusterEvents events;
    private final WorkQueue queue;
    private final WorkRunner runner;
    private final Activities activities;
    private final Clock clock;

    public ClusterDeletion(
            Clusters clusters,
            ClusterEvents events,
            WorkQueue queue,
            WorkRunner runner,
            Activities activities,
            Clock clock) {
        this.clusters = clusters;
        this.events = events;
        this.queue = queue;
        this.runner = runner;
        this.activities = activities;
        this.clock = clock;
    }

    /** May be repeated: what is being deleted is not deleted twice. */
    public void order(Caller caller, ClusterId id, Activity attempt) {
        QuarkusTransaction.requiringNew().run(() -> {
            Cluster cluster = clusters.lock(id).cluster();
            switch (cluster.lifeCycle()) {
                case REQUESTED, DEPLOYING, DEPLOYED -> {
                    queue.cancel(id);
                    clusters.enter(id, LifeCycle.DELETING, clock.instant());
                    queue.open(UUID.randomUUID(), id, Kind.DELETE);
                    events.publish(id, null, ClusterEvent.Deleted::new);
                }
                case DELETING, DELETED -> {
                    // Ordered before.
                }
            }
            activities.record(caller, attempt.status(204));
        });
        runner.wake();
    }
}
