package io.claviger.keys.acknowledgement.store;

import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** When a key was changed, as far as it concerned a consumer. */
@ApplicationScoped
public class ChangeTimes {

    private final Sql sql;

    ChangeTimes(Sql sql) {
        this.sql = sql;
    }

    /** Empty when nothing of the consumer hung from the key yet: it acknowledges what it found when it was bound. */
    public Optional<Instant> whenChangedUnder(String service, KeyId key, long revision) {
        return sql.first("""
                select c.changed_at from key_change c
                 where c.key_id = ? and c.revision = ?
                   and exists (select 1 from registration r
                                where r.key_id = c.key_id and r.created_by = ? and r.created_at <= c.changed_at)
                """, row -> Sql.time(row, 1), key.value(), revision, service);
    }
}
