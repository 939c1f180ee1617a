package io.claviger.iam;

/** Something this service cannot work without is lost: its database or its keystore. */
public class IamException extends RuntimeException {

    public IamException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The database does not answer, or not as it should; a later try may succeed. */
    public static final class StoreUnavailable extends IamException {
        public StoreUnavailable(String what, Throwable cause) {
            super(what, cause);
        }
    }

    /** The keystore cannot be read or made; somebody has to look at it. */
    public static final class KeystoreUnusable extends IamException {
        public KeystoreUnusable(String what, Throwable cause) {
            super(what, cause);
        }
    }
}
