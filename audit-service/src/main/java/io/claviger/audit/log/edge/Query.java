package io.claviger.audit.log.edge;

import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whole numbers in query parameters, each at most once, none unknown. */
final class Query {

    private final MultivaluedMap<String, String> parameters;

    Query(MultivaluedMap<String, String> parameters) {
        this.parameters = parameters;
    }

    boolean has(String name) {
        return parameters.containsKey(name);
    }

    void allowOnly(String... names) {
        Set<String> known = Set.of(names);
        for (String name : new TreeSet<>(parameters.keySet())) {
            if (!known.contains(name)) {
                throw refusal(name, "'" + name + "' does not go with " + String.join(" and ", names) + ".");
            }
        }
    }

    long required(String name, long least, long most) {
        return optional(name, least, most).orElseThrow(() -> refusal(name, "'" + name + "' is needed."));
    }

    Optional<Long> optional(String name, long least, long most) {
        List<String> values = parameters.get(name);
        if (values == null) {
            return Optional.empty();
        }
        try {
            long value = Long.parseLong(String.join(",", values));
            if (value >= least && value <= most) {
                return Optional.of(value);
            }
        } catch (NumberFormatException e) {
            // The same refusal as for a number out of bounds, below.
        }
        throw refusal(name, "'" + name + "' must be one whole number from " + least + " to " + most + ".");
    }

    static ProblemException refusal(String name, String message) {
        return new ProblemException(Problem.query(name, message));
    }
}
