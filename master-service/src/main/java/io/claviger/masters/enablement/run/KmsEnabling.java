package io.claviger.masters.enablement.run;

import io.claviger.events.ActivityRecord.Severity;
import io.claviger.keyclient.kms.Kms.RootKey;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.masters.access.Access;
import io.claviger.masters.access.KeyPermissions;
import io.claviger.masters.access.Recorded;
import io.claviger.masters.access.Role;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.cluster.MasterOperation;
import io.claviger.masters.cluster.Provider;
import io.claviger.masters.enablement.KmsRequest;
import io.claviger.masters.keyowner.OwnerRights;
import io.claviger.masters.profile.Profile;
import io.claviger.masters.refusal.ClusterFault;
import io.claviger.masters.work.WorkRunner;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;

/** Takes a request to enable KMS: every check that can be made at once, then the work, then the answer (clusters-api.md 1.4.2). */
@ApplicationScoped
public class KmsEnabling {

    private final KmsChoice choice;
    private final KeyToLeave keyToLeave;
    private final KmsAcceptance acceptance;
    private final KeyPermissions permissions;
    private final OwnerRights owner;
    private final WorkRunner runner;
    private final Recorded recorded;
    private final Profile profile;

    public KmsEnabling(
            KmsChoice choice,
            KeyToLeave keyToLeave,
            KmsAcceptance acceptance,
            KeyPermissions permissions,
            OwnerRights owner,
            WorkRunner runner,
            Recorded recorded,
            Profile profile) {
        this.choice = choice;
        this.keyToLeave = keyToLeave;
        this.acceptance = acceptance;
        this.permissions = permissions;
        this.owner = owner;
        this.runner = runner;
        this.recorded = recorded;
        this.profile = profile;
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
            requireOffered(cluster);
            owner.requireReader(caller, cluster);
            requireOneAccount(cluster, request);
            permissions.requireForeign(request.accountId(), request.instanceId(), request.keyId(), cluster.accountId());
            if (!cluster.capabilities().kms()) {
                throw ClusterFault.VERSION_WITHOUT_KMS.because(
                        "The cluster's version %s does not support a key management service."
                                .formatted(cluster.version()));
            }
            refuseWhileBusy(cluster);
            RootKey key = choice.rootKey(request);
            keyToLeave.requireUsable(cluster, key);
            boolean repaired = permissions.ensure(key.crn(), cluster.accountId());
            QuarkusTransaction.requiringNew()
                    .run(() -> acceptance.accept(caller, cluster.id(), request, key, repaired, attempt));
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

    private void requireOffered(Cluster cluster) {
        if (cluster.provider() == Provider.SATELLITE && !profile.documents().kmsOnSatellite()) {
            throw ClusterFault.NOT_ON_PROVIDER.because(
                    "This installation follows the documentation of %s, which offers a key management service for VPC and classic clusters only; the provider '%s' is not supported."
                            .formatted(
                                    profile.documents().year(),
                                    cluster.provider().wireName()));
        }
    }

    private static void requireOneAccount(Cluster cluster, KmsRequest request) {
        if (cluster.provider() == Provider.SATELLITE && !request.accountId().equals(cluster.accountId())) {
            throw ClusterFault.NO_CROSS_ACCOUNT.because(
                    "A cluster on Satellite cannot use a key management service instance of another account.");
        }
    }

    static void refuseWhileBusy(Cluster cluster) {
        if (cluster.lifeCycle() != LifeCycle.DEPLOYED) {
            throw ClusterFault.CLUSTER_NOT_READY.because(
                    "The cluster is %s; a key management service can be enabled once its master is deployed."
                            .formatted(cluster.lifeCycle().wireName()));
        }
        if (cluster.operation() instanceof MasterOperation.EnablingKms) {
            throw ClusterFault.OPERATION_RUNNING.because("Another master operation is in progress for the cluster.");
        }
    }
}
