package io.claviger.keyclient.kms;

/** Key-service answered no; asking again changes nothing until somebody acts. */
public final class KeyRefusedException extends KmsException {

    private final int status;
    private final String code;

    public KeyRefusedException(int status, String code, String message) {
        super(message, null);
        this.status = status;
        this.code = code;
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** Reason code of the contract (key-protect-api.md 1.8), or {@code HTTP_<status>} when there was none. */
    public String code() {
        return code;
    }
}
