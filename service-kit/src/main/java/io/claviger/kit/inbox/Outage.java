package io.claviger.kit.inbox;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells an outage, which passes, from a mistake, which does not. */
final class Outage {

    /**
     * Connection (08), resources (53), operator intervention (57), system error (58), and the rollbacks that a second try
     * cures (40).
     */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "53", "57", "58", "40");

    private Outage() {}

    static boolean causes(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetryLaterException
                    || cause instanceof IOException
                    || cause instanceof SQLTransientException
                    || (cause instanceof SQLException sql && passes(sql))) {
                return true;
            }
        }
        return false;
    }

    private static boolean passes(SQLException failure) {
        String state = failure.getSQLState();
        // The pool's own failures (no connection in time) come without a state.
        return state == null || state.length() < 2 || PASSING_CLASSES.contains(state.substring(0, 2));
    }
}
