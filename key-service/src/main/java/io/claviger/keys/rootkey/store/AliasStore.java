package io.claviger.keys.rootkey.store;

import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.AliasName;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Rows of {@code key_alias}. Its unique index, and not a look before, decides who gets a name that two ask for. */
@ApplicationScoped
public class AliasStore {

    private final Sql sql;

    public AliasStore(Sql sql) {
        this.sql = sql;
    }

    /** Refuses a name that another key holds, and more names than an instance may have. */
    public void add(Key key, AliasName alias, Instant at, String by) {
        long held = sql.first(
                        "select count(*) from key_alias where instance_id = ? and held",
                        row -> row.getLong(1),
                        key.home().instanceId())
                .orElse(0L);
        if (held >= AliasName.MOST_IN_INSTANCE) {
            throw Refusal.of(
                            409,
                            "KEY_ALIAS_LIMIT_ERR",
                            "The instance has " + held + " aliases; it may have at most " + AliasName.MOST_IN_INSTANCE
                                    + ".")
                    .asException();
        }
        int written = sql.write("""
                insert into key_alias (instance_id, key_id, alias, created_at, created_by) values (?, ?, ?, ?, ?)
                on conflict (instance_id, alias) where held do nothing
                """, key.home().instanceId(), key.id().value(), alias.value(), at, by);
        if (written == 0) {
            throw Refusal.of(
                            409,
                            "KEY_ALIAS_NOT_UNIQUE_ERR",
                            "The alias '" + alias.value() + "' is held by a key of this instance already.")
                    .asException();
        }
    }

    /** False when the key has no such alias. */
    public boolean remove(KeyId key, String alias) {
        return sql.write("delete from key_alias where key_id = ? and alias = ? and held", key.value(), alias) > 0;
    }

    /** The key is destroyed: its names are free for others. */
    public void release(KeyId key) {
        sql.write("update key_alias set held = false where key_id = ?", key.value());
    }

    /** The key is back: it gets those of its names that nobody has taken; the others are forgotten. */
    public List<String> reattach(KeyId key) {
        return sql.list("""
                with former as (delete from key_alias where key_id = ? and not held returning *)
                insert into key_alias (instance_id, key_id, alias, created_at, created_by)
                select instance_id, key_id, alias, created_at, created_by from former order by seq
                on conflict (instance_id, alias) where held do nothing
                returning alias
                """, row -> row.getString(1), key.value());
    }
}
