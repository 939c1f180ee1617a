package io.claviger.iam;

import io.claviger.kit.outage.Outage;
import java.sql.SQLException;

/** Something this service cannot work without is lost: its database or its keystore. */
public class IamException extends RuntimeException {

    public IamException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Tells an outage from what no repetition cures: a statement that is wrong, a row that cannot be. */
    public static IamException ofStore(String what, SQLException cause) {
        return Outage.causes(cause) ? new StoreUnavailable(what, cause) : new StoreFailed(what, cause);
    }

    /** The database is away; a later try may succeed. */
    public static final class StoreUnavailable extends IamException {
        public StoreUnavailable(String what, Throwable cause) {
            super(what, cause);
        }
    }

    /** The database answers, and what it says does not fit; somebody has to look at it. */
    public static final class StoreFailed extends IamException {
        public StoreFailed(String what, Throwable cause) {
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
