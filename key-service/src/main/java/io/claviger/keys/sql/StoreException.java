package io.claviger.keys.sql;

import java.sql.SQLException;

/** The database refused a statement or was not there; the transaction must not commit. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** SQL state of a violated foreign key. */
    private static final String FOREIGN_KEY = "23503";

    StoreException(String message, SQLException cause) {
        super(message, cause);
    }

    /** Whether the statement was refused because a row elsewhere would have named a row that is not there. */
    public boolean leftAReference() {
        return getCause() instanceof SQLException cause && FOREIGN_KEY.equals(cause.getSQLState());
    }
}
