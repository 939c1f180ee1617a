package io.claviger.keys.listing.store;

import io.claviger.keys.listing.rules.Condition;
import io.claviger.keys.listing.rules.DateProperty;
import io.claviger.keys.listing.rules.Search;
import io.claviger.keys.listing.rules.Sorting;
import io.claviger.keys.rootkey.rules.KeyId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A statement in the making. Its text comes from this class alone; whatever a caller sent becomes a parameter. */
final class Statement {

    private final StringBuilder text = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    /** @param values for the question marks of the part */
    Statement add(String part, Object... values) {
        text.append(part);
        parameters.addAll(List.of(values));
        return this;
    }

    Statement conditions(String instanceId, List<Condition> conditions) {
        add(" where k.instance_id = ?", instanceId);
        conditions.forEach(this::condition);
        return this;
    }

    private void condition(Condition condition) {
        switch (condition) {
            case Condition.InStates states ->
                add(" and k.state = any (?::smallint[])", (Object)
                        states.numbers().toArray(Integer[]::new));
            case Condition.OfKind kind -> add(" and k.extractable = ?", kind.extractable());
            case Condition.InRing ring -> add(" and k.key_ring = ?", ring.ring());
            case Condition.Dated dated -> {
                String column = column(dated.property());
                if (dated.from() != null) {
                    add(" and " + column + " >= ?", dated.from());
                }
                if (dated.before() != null) {
                    add(" and " + column + " < ?", dated.before());
                }
            }
            case Condition.Undated undated -> add(" and " + column(undated.property()) + " is null");
            case Condition.WithId one -> add(" and k.id = ?", one.id().value());
            case Condition.Never _ -> add(" and false");
        }
    }

    /** @param direct a key that fits in any case */
    Statement search(Search search, @Nullable KeyId direct) {
        String places = search.scopes().stream()
                .sorted()
                .map(scope -> place(scope, search.exact()))
                .collect(Collectors.joining(" or "));
        Object[] texts = search.scopes().stream().map(_ -> search.text()).toArray();
        String found = (search.not() ? "not (" : "(") + places + ")";
        return direct == null
                ? add(" and " + found, texts)
                : add(" and (k.id = ? or ", direct.value()).add(found, texts).add(")");
    }

    private static String place(Search.Scope scope, boolean exact) {
        return switch (scope) {
            case NAME -> compared("k.name", exact);
            case ALIAS ->
                "exists (select 1 from key_alias a where a.key_id = k.id and a.held and " + compared("a.alias", exact)
                        + ")";
        };
    }

    /** By the case rules of Unicode, whatever the database's locale is; it may well be C, which knows those of ASCII only. */
    private static String compared(String column, boolean exact) {
        String whole = "lower(" + column + " collate pg_c_utf8)";
        String wanted = "lower(?::text collate pg_c_utf8)";
        return exact ? whole + " = " + wanted : "position(" + wanted + " in " + whole + ") > 0";
    }

    /** @param first the key that comes before all others, whatever the order */
    Statement order(List<Sorting> order, @Nullable KeyId first) {
        add(" order by ");
        if (first != null) {
            add("k.id = ? desc, ", first.value());
        }
        return add(order.stream()
                .map(each -> column(each.by()) + (each.descending() ? " desc" : ""))
                .collect(Collectors.joining(", ")));
    }

    private static String column(DateProperty property) {
        return switch (property) {
            case CREATION -> "k.created_at";
            case LAST_UPDATE -> "k.last_update_at";
            case LAST_ROTATE -> "k.last_rotate_at";
            case DELETION -> "k.deleted_at";
            case EXPIRATION -> "k.expiration_date";
        };
    }

    private static String column(Sorting.By by) {
        return switch (by) {
            case ID -> "k.id";
            case STATE -> "k.state";
            case EXTRACTABLE -> "k.extractable";
            case IMPORTED -> "k.imported";
            case CREATION -> column(DateProperty.CREATION);
            case LAST_UPDATE -> column(DateProperty.LAST_UPDATE);
            case LAST_ROTATE -> column(DateProperty.LAST_ROTATE);
            case DELETION -> column(DateProperty.DELETION);
            case EXPIRATION -> column(DateProperty.EXPIRATION);
        };
    }

    String text() {
        return text.toString();
    }

    Object[] parameters() {
        return parameters.toArray();
    }
}
