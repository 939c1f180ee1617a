package io.claviger.keys.listing;

import io.claviger.keys.call.Call;
import io.claviger.keys.call.Page;
import io.claviger.keys.listing.rules.Condition;
import io.claviger.keys.listing.rules.KeyQuery;
import io.claviger.keys.listing.rules.Search;
import io.claviger.keys.listing.store.ListingStore;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.kit.activity.Activities;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists and counts keys; recorded before it is answered. */
@ApplicationScoped
public class KeyListing {

    private final ListingStore store;
    private final Activities activities;

    KeyListing(ListingStore store, Activities activities) {
        this.store = store;
        this.activities = activities;
    }

    /** @param incomplete only the key that the search named was looked up, and none of the many others */
    public record Listed(List<Key> keys, boolean incomplete) {
        public Listed {
            keys = List.copyOf(keys);
        }
    }

    public Listed list(Call call, KeyQuery query, Page page) {
        call.requireRight();
        return QuarkusTransaction.requiringNew().call(() -> {
            String instance = call.instance().id();
            Scope scope = scope(instance, query);
            List<Key> found = store.list(instance, scope.query, scope.direct, page.limit(), page.offset());
            activities.record(call.caller(), call.activity().response("totalResources", found.size()));
            return new Listed(found, scope.incomplete);
        });
    }

    public long count(Call call, KeyQuery query) {
        call.requireRight();
        return QuarkusTransaction.requiringNew().call(() -> {
            String instance = call.instance().id();
            Scope scope = scope(instance, query);
            long total = store.count(instance, scope.query, scope.direct);
            activities.record(call.caller(), call.activity().response("totalResources", total));
            return total;
        });
    }

    /** What is really looked for. */
    private record Scope(KeyQuery query, @Nullable KeyId direct, boolean incomplete) {}

    private Scope scope(String instance, KeyQuery query) {
        Search search = query.search();
        if (search == null) {
            return new Scope(query, null, false);
        }
        KeyId direct = direct(instance, query.conditions(), search).orElse(null);
        if (!store.moreThan(Search.MOST, instance, query.conditions())) {
            return new Scope(query, direct, false);
        }
        if (direct == null) {
            throw Search.tooBroad().asException();
        }
        return new Scope(query.withOnly(direct), null, true);
    }

    /** The key that the search names outright, by its id or a whole alias. */
    private Optional<KeyId> direct(String instance, List<Condition> conditions, Search search) {
        if (search.not()) {
            return Optional.empty();
        }
        return KeyId.parse(search.text())
                .flatMap(id -> store.withId(instance, conditions, id))
                .or(() -> search.scopes().contains(Search.Scope.ALIAS)
                        ? store.withAlias(instance, conditions, search.text())
                        : Optional.empty());
    }
}
