package io.claviger.masters.refusal;

import io.claviger.kit.clusters.ClustersFault;

/**
 * Every code this service refuses with (clusters-api.md 1.9). Codes that begin with K are Claviger's own. A repeat cures none
 * of those that are not 403, which IBM's SDK repeats for 90 seconds. The cure of E0008 is IBM's own sentence; other cures name what is here,
 * which whoever has no {@code ibmcloud} can call too.
 */
public enum ClusterFault implements ClustersFault {
    CLUSTER_NOT_FOUND(
            404,
            "E0008",
            "Provisioning",
            "ClusterNotFound",
            "To list the clusters you have access to, run 'ibmcloud oc cluster ls'."),
    NOT_IN_RESOURCE_GROUP(
            404, "G0004", "General", "NotFound", "Check the account and the resource group that you target."),
    NAME_IN_USE(409, "E0007", "Provisioning", "ClusterNameInUse", "Choose another name."),
    MALFORMED(400, "E0011", "Provisioning", "BadRequest", "Correct what the description names."),
    ROLE_MISSING(403, "A0008", "Authentication", "RoleMissing", "Ask an administrator of the account for the role."),
    CLUSTER_NOT_READY(409, "E0009", "Provisioning", "ClusterNotReady", "Wait until the cluster is deployed."),
    KEY_NOT_USABLE(
            409, "E0010", "Provisioning", "RootKeyNotUsable", "Make the root key usable again in its KMS instance."),
    NOT_OFFERED(400, "E0012", "Provisioning", "NotOffered", "Leave it as it is: nothing here can do it."),
    INSTANCE_NOT_FOUND(
            404, "K0001", "KMS", "InstanceNotFound", "To list the KMS instances, call GET /global/v2/getKMSInstances."),
    KEY_NOT_FOUND(
            404,
            "K0002",
            "KMS",
            "RootKeyNotFound",
            "To list the root keys, call GET /global/v2/getCRKs?kms_instance=<id>."),
    NOT_A_ROOT_KEY(400, "K0003", "KMS", "NotARootKey", "Choose a root key."),
    KEY_NOT_ACTIVE(409, "K0004", "KMS", "RootKeyNotActive", "Choose an active root key."),
    /** Where it is the one in force that is not active, though another was asked for. */
    KEY_IN_FORCE_AWAY(
            409,
            "K0004",
            "KMS",
            "RootKeyInForceNotActive",
            "Make the root key that is in force usable again in its KMS instance, then enable the other."),
    KEY_IN_FORCE_PURGED(409, "K0004", "KMS", "RootKeyInForcePurged", "Order a new cluster."),
    KEY_USED_BEFORE(409, "K0005", "KMS", "RootKeyUsedBefore", "Choose a root key that this cluster has not used."),
    OPERATION_RUNNING(409, "K0006", "KMS", "MasterOperationRunning", "Wait until the master status is Ready."),
    VERSION_WITHOUT_KMS(400, "K0007", "KMS", "VersionWithoutKms", "Update the cluster's master."),
    KMS_FORBIDDEN(403, "K0008", "KMS", "KmsForbidden", "Grant the role on the KMS instance."),
    NOT_DELEGATED(403, "K0009", "KMS", "NotDelegated", "Create the authorization in the account of the KMS instance."),
    PROVIDER_NOT_SUPPORTED(
            400,
            "K0010",
            "KMS",
            "ProviderNotSupported",
            "Use an instance of Key Protect or Hyper Protect Crypto Services."),
    ADDRESSES_RESTRICTED(
            409, "K0011", "KMS", "ClientAddressesRestricted", "Remove the allowed-IP policy of the KMS instance."),
    CANNOT_TURN_OFF(409, "K0012", "KMS", "KmsCannotBeTurnedOff", "Enable another root key, or delete the cluster."),
    INSTANCE_AND_KEY_TOGETHER(400, "K0013", "KMS", "InstanceAndKeyTogether", "Give the KMS instance and the root key."),
    NOT_ON_PROVIDER(
            400,
            "K0015",
            "KMS",
            "NotOnThisProvider",
            "Leave the root key out, or choose a provider that supports one."),
    NO_CROSS_ACCOUNT(400, "K0016", "KMS", "NoCrossAccount", "Use an instance of the cluster's own account."),
    KMS_UNAVAILABLE(503, "K0017", "KMS", "KmsUnavailable", "Try again in a moment.");

    private final Terms terms;

    ClusterFault(int status, String code, String type, String terse, String cure) {
        this.terms = new Terms(status, code, type, terse, cure);
    }

    @Override
    public Terms terms() {
        return terms;
    }

    public ClusterRefusal because(String description) {
        return new ClusterRefusal(this, description);
    }
}
