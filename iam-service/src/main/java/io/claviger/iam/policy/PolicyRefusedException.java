package io.claviger.iam.policy;

/** Why a policy is not made, changed or shown. */
public final class PolicyRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Codes of IBM's policy management API, spelled as there. */
    public enum Reason {
        INVALID_BODY(400, "invalid_body"),
        MISSING_PARAMETER(400, "missing_required_query_parameter"),
        FORBIDDEN(403, "insufficent_permissions"),
        NOT_FOUND(404, "policy_not_found"),
        CONFLICT(409, "policy_conflict_error"),
        STALE(412, "policy_conflict_error");

        private final int status;
        private final String code;

        Reason(int status, String code) {
            this.status = status;
            this.code = code;
        }

        public int status() {
            return status;
        }

        public String code() {
            return code;
        }
    }

    private final Reason reason;

    public PolicyRefusedException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
