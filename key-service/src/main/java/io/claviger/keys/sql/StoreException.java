package io.claviger.keys.sql;

import java.sql.SQLException;

/** The database refused a statement or was not there; the transaction must not commit. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreException(String message, SQLException cause) {
        super(message, cause);
    }
}
