package io.claviger.kit.inbox;

import io.claviger.kit.outage.Outage;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is done with an event whose delivery failed. Only what the event itself can cause puts it aside: a database that takes
 * no password, lacks a right or a table, or ends the transaction in some other way of its own would refuse every event that
 * comes, and send a whole topic to the dead letters at full speed.
 */
enum Remedy {
    /** Tried again until it is applied: order is kept, nothing is lost, and the age of the delivery tells people. */
    WAIT,

    /** A violated constraint: a second writer's doing, which another try gets over, or the event's own. */
    FEW_TRIES,

    /** The event can never be applied. */
    PUT_ASIDE;

    /** SQLSTATE classes of values that the database cannot hold: data exception, program limit exceeded (an index row). */
    private static final Set<String> OF_THE_EVENT = Set.of("22", "54");

    private static final String CONSTRAINT = "23";

    static Remedy of(RuntimeException failure) {
        if (Outage.causes(failure) || any(failure, RetryLaterException.class::isInstance)) {
            return WAIT;
        }
        if (any(failure, cause -> OF_THE_EVENT.contains(stateClass(cause)))) {
            return PUT_ASIDE;
        }
        if (any(failure, cause -> CONSTRAINT.equals(stateClass(cause)))) {
            return FEW_TRIES;
        }
        return any(failure, Remedy::isOfTheDatabase) ? WAIT : PUT_ASIDE;
    }

    private static boolean isOfTheDatabase(Throwable cause) {
        return switch (cause) {
            case SQLException _ -> true;
            // The transaction timed out, or its end is not known.
            case RollbackException _,
                    SystemException _,
                    HeuristicMixedException _,
                    HeuristicRollbackException _,
                    QuarkusTransactionException _ -> true;
            default -> false;
        };
    }

    private static String stateClass(Throwable cause) {
        return cause instanceof SQLException sql && sql.getSQLState() instanceof String state && state.length() >= 2
                ? state.substring(0, 2)
                : "";
    }

    private static boolean any(Throwable failure, Predicate<Throwable> matches) {
        return all(failure, Collections.newSetFromMap(new IdentityHashMap<>())).anyMatch(matches);
    }

    /** With causes and suppressed ones: a commit that fails carries its SQL error as a suppressed exception. */
    private static Stream<Throwable> all(@Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return Stream.empty();
        }
        return Stream.concat(
                Stream.of(failure),
                Stream.concat(Stream.ofNullable(failure.getCause()), Arrays.stream(failure.getSuppressed()))
                        .flatMap(next -> all(next, seen)));
    }
}
