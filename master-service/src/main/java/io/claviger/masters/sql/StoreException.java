package io.claviger.masters.sql;

import java.sql.SQLException;

/** The database did not do what it was asked; the transaction is lost. */
public final class StoreException extends RuntimeException {

    private static final String UNIQUE_VIOLATION = "23505";

    StoreException(SQLException cause) {
        super(cause.getMessage(), cause);
    }

    /** Whether somebody else was first with a value that may be there only once. */
    public boolean isDuplicate() {
        return getCause() instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState());
    }
}
