package io.claviger.masters.enablement.run;

import io.claviger.events.ActivityRecord.Severity;
import io.claviger.events.ClusterEvent;
import io.claviger.keyclient.kms.Kms.RootKey;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.web.Correlation;
import io.claviger.masters.access.Access;
import io.claviger.masters.access.Recorded;
import io.claviger.masters.access.Role;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.cluster.MasterOperation;
import io.claviger.masters.cluster.store.ClusterEvents;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.KmsRequest;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.enablement.Reuse;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.refusal.ClusterFault;
import io.claviger.masters.refusal.ClusterRefusal;
import io.claviger.masters.work.MasterWork.Kind;
import io.claviger.masters.work.Traces;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkRunner;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;

/** Takes a request to enable KMS: every check that can be made at once, then the work, then the answer (clusters-api.md 1.4.2). */
@ApplicationScoped
public class KmsEnabling {

    private static final Set<String> KMS_READERS = Set.of("Reader", "ReaderPlus", "Writer", "Manager");

    private final Clusters clusters;
    private final ClusterEvents events;
    private final Enablements enablements;
    private final KmsChoice choice;
    private final WorkQueue queue;
    private final WorkRunner runner;
    private final Activities activities;
    private final Recorded recorded;
    private final Clock clock;

    public KmsEnabling(
            Clusters clusters,
            ClusterEvents events,
            Enablements enablements,
            KmsChoice choice,
            WorkQueue queue,
            WorkRunner runner,
            Activities activities,
            Recorded recorded,
            Clock clock) {
        this.clusters = clusters;
        this.events = events;
        this.enablements = enablements;
        this.choice = choice;
        this.queue = queue;
        this.runner = runner;
        this.activities = activities;
        this.recorded = recorded;
        this.clock = clock;
    }

    /** When it returns, the cluster says that enablement is in progress. */
    public void request(Caller caller, Cluster cluster, KmsRequest request) {
        Activity attempt = Activity.of(
                        "containers-kubernetes.cluster-kms.enable",
                        cluster.crn(),
                        cluster.name(),
                        "containers-kubernetes/cluster")
                .severity(Severity.WARNING)
                .status(201)
                .from(cluster.crn())
                .request("instanceID", request.instanceId())
                .request("crkID", request.keyId())
                .request("privateEndpoint", request.privateEndpoint());
        recorded.change(caller, attempt, () -> {
            Access.require(caller, Role.ADMINISTRATOR);
            requireComplete(request);
            requireKmsRights(caller, cluster, request);
            if (!cluster.capabilities().kms()) {
                throw ClusterFault.VERSION_WITHOUT_KMS.because(
                        "The cluster's version %s does not support a key management service."
                                .formatted(cluster.version()));
            }
            refuseWhileBusy(cluster);
            RootKey key = choice.rootKey(request);
            QuarkusTransaction.requiringNew().run(() -> accept(caller, cluster.id(), request, key, attempt));
            return key;
        });
        runner.wake();
    }

    private static void requireComplete(KmsRequest request) {
        if (request.instanceId().isBlank() && request.keyId().isBlank()) {
            throw ClusterFault.CANNOT_TURN_OFF.because(
                    "The key management service cannot be turned off for a cluster once it is enabled; give an instance and a root key.");
        }
        if (request.instanceId().isBlank() || request.keyId().isBlank()) {
            throw ClusterFault.INSTANCE_AND_KEY_TOGETHER.because(
                    "The key management service instance and the root key must be given together.");
        }
    }

    /** The service's own rights on keys reach further than the caller's, so the caller's decide. */
    private static void requireKmsRights(Caller caller, Cluster cluster, KmsRequest request) {
        if (!caller.has("kms", KMS_READERS)) {
            throw ClusterFault.KMS_FORBIDDEN.because(
                    "%s, the owner of the API key in use, needs at least the service role Reader on the key management service."
                            .formatted(caller.name()));
        }
        if (!request.accountId().equals(cluster.accountId())) {
            throw ClusterFault.NOT_DELEGATED.because(
                    "No authorization of the account %s lets the Kubernetes Service of account %s use its key management service."
                            .formatted(request.accountId(), cluster.accountId()));
        }
    }

    private static void refuseWhileBusy(Cluster cluster) {
        if (cluster.lifeCycle() != LifeCycle.DEPLOYED) {
            throw ClusterFault.CLUSTER_NOT_READY.because(
                    "The cluster is %s; a key management service can be enabled once its master is deployed."
                            .formatted(cluster.lifeCycle().wireName()));
        }
        if (cluster.operation() instanceof MasterOperation.EnablingKms) {
            throw ClusterFault.OPERATION_RUNNING.because("Another master operation is in progress for the cluster.");
        }
    }

    private void accept(Caller caller, ClusterId id, KmsRequest request, RootKey key, Activity attempt) {
        Cluster cluster = clusters.lock(id).cluster();
        refuseWhileBusy(cluster);
        KmsSetting inForce = cluster.kms();
        Reuse reuse = Reuse.of(
                inForce,
                key.crn(),
                request.privateEndpoint(),
                clusters.hasUsed(id, key.crn()),
                cluster.capabilities().registers());
        switch (reuse) {
            case NEW_KEY, REGISTER -> start(cluster, request, key);
            case ENDPOINT -> {
                if (inForce != null) {
                    moveEndpoint(cluster, inForce, request);
                }
            }
            case REFUSED -> throw usedBefore(key);
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
