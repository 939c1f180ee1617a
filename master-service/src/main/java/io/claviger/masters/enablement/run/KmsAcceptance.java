package io.claviger.masters.enablement.run;

import io.claviger.events.ClusterEvent;
import io.claviger.keyclient.kms.Kms.RootKey;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.web.Correlation;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.cluster.MasterOperation;
import io.claviger.masters.cluster.store.ClusterEvents;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.KmsRequest;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.enablement.Reuse;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.keyright.KeyRightTable;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.refusal.ClusterFault;
import io.claviger.masters.refusal.ClusterRefusal;
import io.claviger.masters.work.MasterWork.Kind;
import io.claviger.masters.work.Traces;
import io.claviger.masters.work.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/** Takes a request that has passed every check outside: under the cluster's lock it is checked against what the cluster is now. */
@ApplicationScoped
public class KmsAcceptance {

    private final Clusters clusters;
    private final ClusterEvents events;
    private final Enablements enablements;
    private final KeyRightTable rights;
    private final WorkQueue queue;
    private final Activities activities;
    private final Clock clock;

    public KmsAcceptance(
            Clusters clusters,
            ClusterEvents events,
            Enablements enablements,
            KeyRightTable rights,
            WorkQueue queue,
            Activities activities,
            Clock clock) {
        this.clusters = clusters;
        this.events = events;
        this.enablements = enablements;
        this.rights = rights;
        this.queue = queue;
        this.activities = activities;
        this.clock = clock;
    }

    /**
     * In the caller's transaction.
     *
     * @param repaired the authorization for the key was missing and has been made: asking for the key in force again was no reuse
     */
    void accept(Caller caller, ClusterId id, KmsRequest request, RootKey key, boolean repaired, Activity attempt) {
        Cluster cluster = clusters.lock(id).cluster();
        KmsEnabling.refuseWhileBusy(cluster);
        KmsSetting inForce = cluster.kms();
        Reuse reuse = Reuse.of(inForce, key.crn(), request.privateEndpoint(), clusters.hasUsed(id, key.crn()));
        switch (reuse) {
            case NEW_KEY, RENEW -> start(cluster, request, key);
            case ENDPOINT -> {
                if (inForce != null) {
                    moveEndpoint(cluster, inForce, request);
                }
            }
            case REFUSED -> {
                if (!repaired || inForce == null || !inForce.keyCrn().equals(key.crn())) {
                    throw usedBefore(key);
                }
                clusters.operate(cluster.id(), new MasterOperation.Done(clock.instant()));
            }
        }
        if (repaired && rights.permitted(key.crn(), cluster.accountId())) {
            events.publishIfChanged(cluster.id(), null);
        }
        activities.record(caller, attempt.request("keyCrn", key.crn()));
    }

    private static ClusterRefusal usedBefore(RootKey key) {
        return ClusterFault.KEY_USED_BEFORE.because(
                "The root key %s was used by this cluster before and cannot be used again for it.".formatted(key.id()));
    }

    private void start(Cluster cluster, KmsRequest request, RootKey key) {
        KmsSetting inForce = cluster.kms();
        Enablement enablement = new Enablement(
                UUID.randomUUID(),
                cluster.id(),
                key.crn(),
                inForce == null ? null : inForce.keyCrn(),
                request.accountId(),
                request.privateEndpoint(),
                cluster.capabilities().registers(),
                Phase.REQUESTED,
                null,
                null,
                clock.instant(),
                Traces.current(),
                Correlation.currentOrNew());
        enablements.insert(enablement);
        clusters.operate(cluster.id(), new MasterOperation.EnablingKms(clock.instant()));
        queue.open(enablement.id(), cluster.id(), Kind.ENABLE);
        events.publish(cluster.id(), "Root key " + key.crn() + " was asked for.", ClusterEvent.KmsEnabling::new);
    }

    private void moveEndpoint(Cluster cluster, KmsSetting inForce, KmsRequest request) {
        clusters.putInForce(
                cluster.id(),
                new KmsSetting(
                        inForce.keyCrn(),
                        inForce.accountId(),
                        request.privateEndpoint(),
                        inForce.registered(),
                        inForce.enabledAt()));
        clusters.operate(cluster.id(), new MasterOperation.Done(clock.instant()));
        events.publish(
                cluster.id(), "The endpoint of the key management service was changed.", ClusterEvent.KmsEnabled::new);
    }
}
