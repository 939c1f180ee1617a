package io.claviger.masters.lifecycle;

import io.claviger.events.ClusterEvent;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.cluster.MasterOperation;
import io.claviger.masters.cluster.store.ClusterEvents;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.detection.Detection;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.refusal.ClusterFault;
import io.claviger.masters.version.Capabilities;
import io.claviger.masters.version.ClusterVersion;
import io.claviger.masters.version.OfferedVersions;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/**
 * Updates and refreshes masters. There are no machines to be rolled here, so both are over when the call is answered. Neither
 * enables anything: an updated cluster gains what its new version can do with a root key when KMS is enabled again (S32).
 */
@ApplicationScoped
public class MasterUpkeep {

    private final Clusters clusters;
    private final ClusterEvents events;
    private final Detection detection;
    private final KeyBindings bindings;
    private final Activities activities;
    private final Clock clock;

    public MasterUpkeep(
            Clusters clusters,
            ClusterEvents events,
            Detection detection,
            KeyBindings bindings,
            Activities activities,
            Clock clock) {
        this.clusters = clusters;
        this.events = events;
        this.detection = detection;
        this.bindings = bindings;
        this.activities = activities;
        this.clock = clock;
    }

    /** Brings the master to a newer version; does nothing to one that has it already. */
    public void update(Caller caller, ClusterId id, ClusterVersion version, Activity attempt) {
        QuarkusTransaction.requiringNew().run(() -> {
            Cluster cluster = clusters.lock(id).cluster();
            bring(cluster, version);
            activities.record(
                    caller,
                    attempt.request("fromVersion", cluster.version().toString())
                            .request("toVersion", version.toString()));
        });
    }

    /**
     * The same for a master whose owner wants that, if there is a newer patch of its minor version.
     *
     * @throws io.claviger.masters.refusal.ClusterRefusal while it is busy with something else
     */
    void updateBySelf(ClusterId id) {
        QuarkusTransaction.requiringNew().run(() -> {
            Cluster cluster = clusters.lock(id).cluster();
            ClusterVersion newest = OfferedVersions.newestPatchOf(cluster.version());
            if (cluster.autoUpdate() && !newest.equals(cluster.version())) {
                bring(cluster, newest);
                activities.recordOwn(Activity.of(
                                "containers-kubernetes.cluster-master.update",
                                cluster.crn(),
                                cluster.name(),
                                "containers-kubernetes/cluster")
                        .from(cluster.crn())
                        .status(200)
                        .request("fromVersion", cluster.version().toString())
                        .request("toVersion", newest.toString()));
            }
        });
    }

    private void bring(Cluster cluster, ClusterVersion version) {
        refuseWhileBusy(cluster);
        refuseUnless(cluster, version);
        if (!version.equals(cluster.version())) {
            clusters.update(cluster.id(), version);
            startAnew(cluster);
            events.publish(
                    cluster.id(),
                    "The master was updated from %s to %s.".formatted(cluster.version(), version),
                    ClusterEvent.HealthChanged::new);
        }
    }

    /** Makes the master look at its root key again, whatever it has noticed. */
    public void refresh(Caller caller, ClusterId id, Activity attempt) {
        QuarkusTransaction.requiringNew().run(() -> {
            Cluster cluster = clusters.lock(id).cluster();
            refuseWhileBusy(cluster);
            startAnew(cluster);
            events.publishIfChanged(id, "The master was refreshed.");
            activities.record(caller, attempt);
        });
    }

    /** An API server that starts asks for its root key. What a failed enablement has said stays until one succeeds. */
    private void startAnew(Cluster cluster) {
        if (cluster.operation() instanceof MasterOperation.Done) {
            clusters.operate(cluster.id(), new MasterOperation.Done(clock.instant()));
        }
        detection.refreshed(cluster.id());
        if (cluster.kms() != null) {
            bindings.recheck(cluster.kms().keyCrn());
        }
    }

    private static void refuseWhileBusy(Cluster cluster) {
        if (cluster.lifeCycle() != LifeCycle.DEPLOYED) {
            throw ClusterFault.CLUSTER_NOT_READY.because(
                    "The cluster is %s; its master can be changed once it is deployed."
                            .formatted(cluster.lifeCycle().wireName()));
        }
        if (cluster.operation() instanceof MasterOperation.EnablingKms) {
            throw ClusterFault.OPERATION_RUNNING.because("Another master operation is in progress for the cluster.");
        }
    }

    private static void refuseUnless(Cluster cluster, ClusterVersion version) {
        if (version.openshift() != cluster.version().openshift()) {
            throw ClusterFault.MALFORMED.because("The field 'version' names a version of %s; the cluster is of type %s."
                    .formatted(version.type(), cluster.version().type()));
        }
        if (version.compareTo(cluster.version()) < 0) {
            throw ClusterFault.MALFORMED.because(
                    "The field 'version' names %s, which is older than the master's version %s."
                            .formatted(version, cluster.version()));
        }
        if (cluster.kms() != null && !Capabilities.of(version).kms()) {
            throw ClusterFault.VERSION_WITHOUT_KMS.because(
                    "The version %s does not support a key management service, which cannot be turned off for this cluster."
                            .formatted(version));
        }
    }
}
