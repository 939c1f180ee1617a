package io.claviger.workers.sql;

import java.sql.SQLException;

/** The database refused or was not there; the cause tells which. */
public final class StoreException extends RuntimeException {

    StoreException(SQLException cause) {
        super("the database failed: " + cause.getMessage(), cause);
    }

    /** True when another try may succeed: no connection, no resources, or the server is stopping. */
    public boolean passes() {
        String state = getCause() instanceof SQLException sql ? sql.getSQLState() : null;
        return state == null || state.startsWith("08") || state.startsWith("53") || state.startsWith("57");
    }
}
