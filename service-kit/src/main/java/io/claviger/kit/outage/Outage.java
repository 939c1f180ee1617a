package io.claviger.kit.outage;

import com.fasterxml.jackson.core.JacksonException;
import jakarta.transaction.RollbackException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells an outage, which passes and is waited out, from a mistake, which does not pass by itself. */
public final class Outage {

    /**
     * Connection (08), resources (53), operator intervention (57), system error (58), the rollbacks that a second try cures
     * (40), a login that is refused (28, 3D: a password that was changed before this process got the new one), and what a database says that has just become a standby (25006), is busy (55P03), or was
     * kept waiting too long in a transaction (25P03).
     */
    private static final Set<String> PASSING =
            Set.of("08", "53", "57", "58", "40", "28", "3D", "25006", "25P03", "55P03");

    private static final int DEEPEST = 20;

    private Outage() {}

    /** Looks through causes and suppressed exceptions: a commit that fails carries its SQL error as a suppressed one. */
    public static boolean causes(@Nullable Throwable failure) {
        return causes(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /** The innermost cause in one line for a log: wrappers say nothing that an operator could act on. */
    public static String reason(Throwable failure) {
        Throwable innermost = failure;
        for (int depth = 0; innermost.getCause() != null && depth < DEEPEST; depth++) {
            innermost = innermost.getCause();
        }
        return innermost.getMessage() == null ? innermost.getClass().getSimpleName() : innermost.getMessage();
    }

    private static boolean causes(@Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return false;
        }
        return passes(failure)
                || causes(failure.getCause(), seen)
                || Arrays.stream(failure.getSuppressed()).anyMatch(suppressed -> causes(suppressed, seen));
    }

    private static boolean passes(Throwable failure) {
        return switch (failure) {
            // Jackson's exceptions are IOExceptions, but bad JSON does not get better.
            case JacksonException _ -> false;
            case IOException _ -> true;
            case SQLTransientException _ -> true;
            case SQLException sql -> passes(sql);
            default -> false;
        };
    }

    private static boolean passes(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null || state.length() < 5) {
            // The pool's own failures (no connection in time) come without a state; so does its refusal to give a
            // connection to a transaction that is over already, and that is somebody's mistake.
            return !(failure.getCause() instanceof RollbackException
                    || failure.getCause() instanceof IllegalStateException);
        }
        return PASSING.contains(state.substring(0, 2)) || PASSING.contains(state);
    }
}
