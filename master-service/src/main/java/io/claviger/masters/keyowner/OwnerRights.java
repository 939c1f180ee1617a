package io.claviger.masters.keyowner;

import io.claviger.kit.caller.Caller;
import io.claviger.masters.access.KeyPermissions;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.refusal.ClusterFault;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Set;
import org.jboss.logging.Logger;

/** Whether a cluster's root key may be chosen at all, by the rights of the owner of the API key (S49, S51). */
@ApplicationScoped
public class OwnerRights {

    private static final Logger LOG = Logger.getLogger(OwnerRights.class);
    private static final String SERVICE = "kms";

    private final KeyOwners owners;
    private final IdentityRights rights;

    public OwnerRights(KeyOwners owners, IdentityRights rights) {
        this.owners = owners;
        this.rights = rights;
    }

    /** The owner for a cluster; who ordered it, should a replica that knew of no owners have taken the order. */
    public KeyOwner of(Cluster cluster) {
        return owners.of(cluster.accountId(), cluster.region(), cluster.resourceGroup())
                .orElseGet(() -> new KeyOwner(cluster.createdBy(), cluster.ownerName(), cluster.createdAt()));
    }

    /**
     * The owner's own token says enough when he is the caller; of anybody else iam-service is asked, and without its word nothing is
     * permitted.
     */
    public void requireReader(Caller caller, Cluster cluster) {
        KeyOwner owner = of(cluster);
        boolean himself =
                caller.iamId().equals(owner.iamId()) && caller.accountId().equals(cluster.accountId());
        if (himself && KeyPermissions.isReader(caller)) {
            return;
        }
        if (!KeyPermissions.readersAmong(rolesOf(owner, cluster))) {
            throw ClusterFault.KMS_FORBIDDEN.because(
                    "%s, the owner of the API key in use for the region %s and the resource group %s, needs at least the service role Reader on the key management service. Grant it, or make another the owner (POST /v1/keys)."
                            .formatted(owner.name(), cluster.region(), cluster.resourceGroup()));
        }
    }

    private Set<String> rolesOf(KeyOwner owner, Cluster cluster) {
        try {
            return rights.of(cluster.accountId(), owner.iamId(), SERVICE);
        } catch (IOException e) {
            LOG.warnf("rights of a key owner not read account=%s reason=%s", cluster.accountId(), e.getMessage());
            throw ClusterFault.KMS_UNAVAILABLE.because(
                    "The rights of %s, the owner of the API key in use, cannot be read now.".formatted(owner.name()));
        }
    }
}
