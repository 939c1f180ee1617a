package io.claviger.keys.registration.store;

import io.claviger.keys.rootkey.KeyHolders;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;

/** Rows of {@code registration}. */
@ApplicationScoped
public class RegistrationStore implements KeyHolders {

    private final Sql sql;

    public RegistrationStore(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Holders of(KeyId key) {
        return sql.first(
                        "select count(*), count(*) filter (where prevent_key_deletion) from registration where key_id = ?",
                        row -> new Holders(row.getLong(1), row.getLong(2)),
                        key.value())
                .orElse(new Holders(0, 0));
    }
}
