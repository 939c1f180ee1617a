package io.claviger.keys.listing.store;

import io.claviger.keys.listing.rules.Condition;
import io.claviger.keys.listing.rules.KeyQuery;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.store.KeyRow;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of keys from instances of a million. Which ones are wanted is found in the indexes {@code kms_key_listed_*},
 * one for each order; only of those that are shown is anything else read, or joined. A search is no business of an index: it
 * looks through {@link io.claviger.keys.listing.rules.Search#MOST} keys at most.
 */
@ApplicationScoped
public class ListingStore {

    private final Sql sql;

    public ListingStore(Sql sql) {
        this.sql = sql;
    }

    /** @param direct a key that comes first, whatever is searched and whatever the order */
    public List<Key> list(String instanceId, KeyQuery query, @Nullable KeyId direct, int limit, int offset) {
        Statement statement = matching(
                        new Statement().add(KeyRow.SELECT).add("where k.id in (select k.id from kms_key k"),
                        instanceId,
                        query,
                        direct)
                .order(query.order(), direct)
                .add(" limit ? offset ?)", limit, offset)
                .order(query.order(), direct);
        return sql.list(statement.text(), KeyRow::read, statement.parameters());
    }

    public long count(String instanceId, KeyQuery query, @Nullable KeyId direct) {
        return counted(matching(new Statement().add("select count(*) from kms_key k"), instanceId, query, direct));
    }

    /** Whether more than so many keys fulfil the conditions, whatever is searched. */
    public boolean moreThan(int most, String instanceId, List<Condition> conditions) {
        return counted(new Statement()
                        .add("select count(*) from (select 1 from kms_key k")
                        .conditions(instanceId, conditions)
                        .add(" limit ?) found", most + 1))
                > most;
    }

    /** The key that has the id, if it fulfils the conditions. */
    public Optional<KeyId> withId(String instanceId, List<Condition> conditions, KeyId id) {
        return direct(conditions, instanceId, " and k.id = ?", id.value());
    }

    /** The key that holds the alias, if it fulfils the conditions. */
    public Optional<KeyId> withAlias(String instanceId, List<Condition> conditions, String alias) {
        return direct(
                conditions,
                instanceId,
                " and k.id = (select a.key_id from key_alias a where a.instance_id = ? and a.alias = ? and a.held)",
                instanceId,
                alias);
    }

    private Optional<KeyId> direct(List<Condition> conditions, String instanceId, String which, Object... values) {
        Statement statement = new Statement()
                .add("select k.id from kms_key k")
                .conditions(instanceId, conditions)
                .add(which, values);
        return sql.first(statement.text(), row -> new KeyId(row.getObject(1, UUID.class)), statement.parameters());
    }

    private long counted(Statement statement) {
        return sql.first(statement.text(), row -> row.getLong(1), statement.parameters())
                .orElse(0L);
    }

    private static Statement matching(Statement statement, String instanceId, KeyQuery query, @Nullable KeyId direct) {
        statement.conditions(instanceId, query.conditions());
        return query.search() == null ? statement : statement.search(query.search(), direct);
    }
}
