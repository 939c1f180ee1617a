package io.claviger.audit.log.store;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The database did not do its part; nothing was changed. */
public final class StoreException extends RuntimeException {

    /** SQLSTATE classes: data, integrity, syntax and access. */
    private static final Set<String> MISTAKES = Set.of("22", "23", "42");

    private final @Nullable String state;

    public StoreException(String what, SQLException cause) {
        super(what + ": " + cause.getMessage(), cause);
        this.state = cause.getSQLState();
    }

    /** Whether the database is away, which passes, rather than asked something it cannot do, which does not. */
    public boolean isOutage() {
        return state == null || !MISTAKES.contains(state.substring(0, Math.min(2, state.length())));
    }
}
