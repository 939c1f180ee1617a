package io.claviger.masters.lifecycle;

import io.claviger.events.ActivityRecord.Severity;
import io.claviger.events.ClusterEvent;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.ClusterIds;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.cluster.MasterOperation;
import io.claviger.masters.cluster.store.ClusterEvents;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.keyowner.KeyOwners;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.refusal.ClusterFault;
import io.claviger.masters.sql.StoreException;
import io.claviger.masters.work.MasterWork.Kind;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkRunner;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Takes orders for clusters. */
@ApplicationScoped
public class ClusterOrders {

    private final Clusters clusters;
    private final KeyOwners owners;
    private final ClusterEvents events;
    private final WorkQueue queue;
    private final WorkRunner runner;
    private final Activities activities;
    private final Clock clock;
    private final String region;
    private final SecureRandom random = new SecureRandom();

    public ClusterOrders(
            Clusters clusters,
            KeyOwners owners,
            ClusterEvents events,
            WorkQueue queue,
            WorkRunner runner,
            Activities activities,
            Clock clock,
            @ConfigProperty(name = "claviger.region", defaultValue = "local") String region) {
        this.clusters = clusters;
        this.owners = owners;
        this.events = events;
        this.queue = queue;
        this.runner = runner;
        this.activities = activities;
        this.clock = clock;
        this.region = region;
    }

    /** The name is free for a new cluster as soon as its last bearer is deleted. */
    public ClusterId place(Caller caller, ClusterOrder order, Activity attempt) {
        ClusterId id = ClusterIds.next(random);
        try {
            QuarkusTransaction.requiringNew().run(() -> accept(caller, order, id, attempt));
        } catch (StoreException e) {
            if (e.isDuplicate()) {
                throw ClusterFault.NAME_IN_USE.because(
                        "A cluster with the name '%s' exists already.".formatted(order.name()));
            }
            throw e;
        }
        runner.wake();
        return id;
    }

    private void accept(Caller caller, ClusterOrder order, ClusterId id, Activity attempt) {
        Instant now = clock.instant();
        String crn = Crn.cluster(region, order.accountId(), id.value()).toString();
        clusters.insert(new Cluster(
                id,
                order.accountId(),
                region,
                order.name(),
                crn,
                order.provider(),
                order.version(),
                false,
                order.resourceGroup(),
                now,
                caller.iamId(),
                caller.name(),
                order.ordered().with(order.defaultPool()),
                LifeCycle.REQUESTED,
                now,
                new MasterOperation.Done(now),
                null,
                0));
        owners.first(caller, order.accountId(), region, order.resourceGroup(), now);
        queue.open(UUID.randomUUID(), id, Kind.DEPLOY);
        events.publish(id, null, snapshot -> new ClusterEvent.Created(snapshot, order.defaultPool()));
        Activity done = Activity.of(attempt.action(), crn, order.name(), "containers-kubernetes/cluster")
                .severity(Severity.NORMAL)
                .status(201)
                .from(crn)
                .request("name", order.name())
                .request("provider", order.provider().wireName())
                .request("version", order.version().toString());
        activities.record(caller, done.response("clusterID", id.value()));
    }
}
