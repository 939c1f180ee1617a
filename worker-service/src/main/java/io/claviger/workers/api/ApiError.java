package io.claviger.workers.api;

/**
 * Errors of clusters-api.md 1.9. The sentences of the three "could not be found" are searched for by terraform, so they stay
 * verbatim. Codes W01xx are our own, for refusals that the contract does not number.
 */
public enum ApiError {
    CLUSTER_NOT_FOUND(404, "E0008", "Provisioning", "ClusterNotFound", "The specified cluster could not be found."),
    POOL_NOT_FOUND(404, "G0004", "General", "WorkerPoolNotFound", "The specified worker pool could not be found."),
    WORKER_NOT_FOUND(404, "G0004", "General", "WorkerNotFound", "The specified worker node could not be found."),
    ROLE_MISSING(403, "A0008", "Authentication", "RoleMissing", "The required IAM role is missing."),
    POOL_NAME_IN_USE(409, "E0d39", "Provisioning", "WorkerPoolNameInUse", "The worker pool name is in use."),
    BAD_PARAMETER(400, "E0011", "General", "BadParameter", "A parameter is missing or malformed."),
    NO_INSTANCE(404, "K0001", "KMS", "KmsInstanceNotFound", "Could not look up the key management service instance."),
    NO_ROOT_KEY(404, "K0002", "KMS", "RootKeyNotFound", "The root key could not be found in the instance."),
    NOT_A_ROOT_KEY(400, "K0003", "KMS", "NotARootKey", "The key is not a root key."),
    KEY_NOT_ACTIVE(409, "K0004", "KMS", "RootKeyNotActive", "The root key is not active."),
    KMS_NOT_AUTHORIZED(
            403,
            "K0009",
            "KMS",
            "ServiceAuthorizationMissing",
            "The service is not authorized to use the key management service instance."),
    INSTANCE_AND_KEY(
            400, "K0013", "KMS", "InstanceAndKey", "The KMS instance and the root key must be given together."),
    ENCRYPTION_IMMUTABLE(
            409, "K0014", "KMS", "EncryptionImmutable", "The encryption of a worker pool cannot be changed."),
    NO_POOL_ENCRYPTION(
            400, "K0015", "KMS", "NoPoolEncryption", "Pool-level encryption is not supported for this provider."),
    NOT_NOW(409, "W0101", "Worker", "WorkerBusy", "The worker node is in a state in which this cannot be done."),
    NO_SUCH_ACTION(400, "W0102", "Worker", "ActionNotSupported", "The action is not supported for this worker node."),
    KMS_UNREACHABLE(
            503, "W0103", "KMS", "KmsUnreachable", "The key management service does not answer. Try again later.");

    private final int status;
    private final String code;
    private final String type;
    private final String terse;
    private final String sentence;

    ApiError(int status, String code, String type, String terse, String sentence) {
        this.status = status;
        this.code = code;
        this.type = type;
        this.terse = terse;
        this.sentence = sentence;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String type() {
        return type;
    }

    public String terse() {
        return terse;
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
