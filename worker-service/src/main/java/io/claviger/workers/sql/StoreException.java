package io.claviger.workers.sql;

import java.sql.SQLException;

/** The database refused or was not there; the cause tells which. */
public final class StoreException extends RuntimeException {

    StoreException(SQLException cause) {
        super("the database failed: " + cause.getMessage(), cause);
    }
}
