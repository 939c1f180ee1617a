package io.claviger.masters.kubernetes;

import java.util.Optional;

/** Which clusters have a Kubernetes API now. */
public interface ClusterAccess {

    /** Empty for a cluster that does not exist, or no longer, or has no master yet. */
    Optional<ServedCluster> find(ClusterId cluster);

    /**
     * @param accountId whose callers may enter
     * @param crn names the cluster in activity records
     * @param openshift whether people log in to it themselves, as they do with OpenShift
     */
    record ServedCluster(ClusterId id, String accountId, String crn, boolean openshift) {}
}
