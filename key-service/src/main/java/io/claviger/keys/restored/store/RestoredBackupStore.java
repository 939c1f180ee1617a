package io.claviger.keys.restored.store;

import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Backups whose forgotten changes were taken up. The rows come back with a later backup, not with the one that they name. */
@ApplicationScoped
public class RestoredBackupStore {

    private final Sql sql;

    RestoredBackupStore(Sql sql) {
        this.sql = sql;
    }

    /**
     * Takes it up for the caller's transaction; false if it was. While another transaction has claimed it this waits, and returns
     * what became of that: it is done when that commits, and the caller's when it does not.
     */
    public boolean claim(Instant backup, Instant now) {
        // Keys change in transactions of their own meanwhile, and this one is idle for as long as all of them take.
        sql.write("set local idle_in_transaction_session_timeout = 0");
        return sql.write(
                        "insert into restored_backup (backup_of, taken_up_at) values (?, ?) on conflict do nothing",
                        backup,
                        now)
                == 1;
    }

    public Optional<Instant> takenUpAt(Instant backup) {
        return sql.first(
                "select taken_up_at from restored_backup where backup_of = ?", row -> Sql.time(row, 1), backup);
    }
}
