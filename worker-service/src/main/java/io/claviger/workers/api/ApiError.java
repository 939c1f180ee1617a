package io.claviger.workers.api;

import io.claviger.kit.clusters.ClustersFault;

/**
 * Errors of clusters-api.md 1.9. The sentences of the three "could not be found" are searched for by terraform, so they stay
 * verbatim. K0017 and the codes W01xx are Claviger's own, for refusals that the contract does not number.
 */
public enum ApiError implements ClustersFault {
    CLUSTER_NOT_FOUND(
            404,
            "E0008",
            "Provisioning",
            "ClusterNotFound",
            "The specified cluster could not be found.",
            "To list the clusters you have access to, run 'ibmcloud oc cluster ls'."),
    POOL_NOT_FOUND(
            404,
            "G0004",
            "General",
            "WorkerPoolNotFound",
            "The specified worker pool could not be found.",
            "To list the worker pools, call GET /global/v2/getWorkerPools?cluster=<cluster>."),
    WORKER_NOT_FOUND(
            404,
            "G0004",
            "General",
            "WorkerNotFound",
            "The specified worker node could not be found.",
            "To list the worker nodes, call GET /global/v2/getWorkers?cluster=<cluster>."),
    NOTHING_HERE(404, "G0004", "General", "NotFound", "There is nothing here.", "Check the path, and what it names."),
    ROLE_MISSING(
            403,
            "A0008",
            "Authentication",
            "RoleMissing",
            "The required IAM role is missing.",
            "Ask an administrator of the account for the role."),
    POOL_NAME_IN_USE(
            409,
            "E0d39",
            "Provisioning",
            "WorkerPoolNameInUse",
            "The worker pool name is in use.",
            "Choose another name."),
    BAD_PARAMETER(
            400,
            "E0011",
            "Provisioning",
            "BadRequest",
            "A parameter is missing or malformed.",
            "Correct what the description names."),
    NO_INSTANCE(
            404,
            "K0001",
            "KMS",
            "InstanceNotFound",
            "Could not look up the key management service instance.",
            "To list the KMS instances, call GET /global/v2/getKMSInstances."),
    NO_ROOT_KEY(
            404,
            "K0002",
            "KMS",
            "RootKeyNotFound",
            "The root key could not be found in the instance.",
            "To list the root keys, call GET /global/v2/getCRKs?kms_instance=<id>."),
    NOT_A_ROOT_KEY(400, "K0003", "KMS", "NotARootKey", "The key is not a root key.", "Choose a root key."),
    KEY_NOT_ACTIVE(
            409, "K0004", "KMS", "RootKeyNotActive", "The root key is not active.", "Choose an active root key."),
    KMS_FORBIDDEN(
            403,
            "K0008",
            "KMS",
            "KmsForbidden",
            "The API key owner lacks permission for the key management service.",
            "Grant the role on the KMS instance."),
    KMS_NOT_AUTHORIZED(
            403,
            "K0009",
            "KMS",
            "NotDelegated",
            "The service is not authorized to use the key management service instance.",
            "Create the authorization in the account of the KMS instance."),
    INSTANCE_AND_KEY(
            400,
            "K0013",
            "KMS",
            "InstanceAndKeyTogether",
            "The KMS instance and the root key must be given together.",
            "Give the KMS instance and the root key, or neither."),
    ENCRYPTION_IMMUTABLE(
            409,
            "K0014",
            "KMS",
            "PoolEncryptionImmutable",
            "The encryption of a worker pool cannot be changed.",
            "Create another worker pool."),
    NO_POOL_ENCRYPTION(
            400,
            "K0015",
            "KMS",
            "PoolEncryptionNotSupported",
            "Pool-level encryption is not supported for this provider.",
            "Create the pool without workerVolumeEncryption."),
    WORKER_BUSY(
            409,
            "W0101",
            "Worker",
            "WorkerBusy",
            "The worker node is in a state in which this cannot be done.",
            "Look at the worker node's state, and try again later."),
    POOL_BUSY(
            409,
            "W0103",
            "Worker",
            "WorkerPoolBusy",
            "The worker pool is being deleted.",
            "Choose another worker pool."),
    NO_SUCH_ACTION(
            400,
            "W0102",
            "Worker",
            "ActionNotSupported",
            "The action is not supported for this worker node.",
            "To replace the worker node, call POST /global/v2/replaceWorker."),
    KMS_UNAVAILABLE(
            503,
            "K0017",
            "KMS",
            "KmsUnavailable",
            "The key management service does not answer.",
            "Try again in a moment.");

    private final Terms terms;
    private final String sentence;

    ApiError(int status, String code, String type, String terse, String sentence, String cure) {
        this.terms = new Terms(status, code, type, terse, cure);
        this.sentence = sentence;
    }

    @Override
    public Terms terms() {
        return terms;
    }

    /** The refusal with its standing sentence alone. */
    public ApiRefusal refusal() {
        return new ApiRefusal(this, sentence);
    }

    /** The standing sentence, and what there is to say about this very case. */
    public ApiRefusal refusal(String more) {
        return new ApiRefusal(this, sentence + " " + more);
    }
}
