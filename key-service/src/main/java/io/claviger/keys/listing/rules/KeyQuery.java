package io.claviger.keys.listing.rules;

import io.claviger.keys.rootkey.rules.KeyId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of an instance a list shows, and in which order (key-protect-api.md 1.7).
 *
 * @param conditions all of which a key must fulfil
 * @param search absent when nothing is searched
 * @param order ends in an order of ids
 */
public record KeyQuery(List<Condition> conditions, @Nullable Search search, List<Sorting> order) {

    public KeyQuery {
        conditions = List.copyOf(conditions);
        order = List.copyOf(order);
    }

    /** As they stand in the request; each may be absent. */
    public record Asked(
            @Nullable String state,
            @Nullable Boolean extractable,
            @Nullable String filter,
            @Nullable String search,
            @Nullable String sort,
            @Nullable String keyRing) {}

    /** Refuses, with the parameter at fault, what cannot be read. */
    public static KeyQuery of(Asked asked) {
        Filter filter = Filter.of(asked.filter());
        List<Condition> conditions = new ArrayList<>();
        boolean filtersStates = filter.properties().contains(Filter.STATE);
        if (asked.state() != null) {
            requireOnce(filtersStates, Filter.STATE);
            conditions.add(States.of(Filter.STATE, asked.state()));
        } else if (!filtersStates) {
            conditions.add(States.USUAL);
        }
        if (asked.extractable() != null) {
            requireOnce(filter.properties().contains(Filter.EXTRACTABLE), Filter.EXTRACTABLE);
            conditions.add(new Condition.OfKind(asked.extractable()));
        }
        if (asked.keyRing() != null) {
            conditions.add(new Condition.InRing(asked.keyRing()));
        }
        conditions.addAll(filter.conditions());
        return new KeyQuery(conditions, Search.of(asked.search()), Sorting.of(asked.sort()));
    }

    /** The one key, if it fulfils the conditions; nothing is searched. */
    public KeyQuery withOnly(KeyId id) {
        List<Condition> narrowed = new ArrayList<>(conditions);
        narrowed.add(new Condition.WithId(id));
        return new KeyQuery(narrowed, null, order);
    }

    private static void requireOnce(boolean filtered, String property) {
        if (filtered) {
            throw Filter.refused(
                    "must not name '" + property + "' when there is a query parameter '" + property + "' as well");
        }
    }
}
