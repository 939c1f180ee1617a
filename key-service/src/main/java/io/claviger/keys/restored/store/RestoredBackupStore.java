package io.claviger.keys.restored.store;

import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Backups whose forgotten changes were taken up. The rows come back with a later backup, not with the one that they name. */
@ApplicationScoped
public class RestoredBackupStore {

    /** Chosen once; only replicas with the same database compete for it. */
    private static final long TURN = 0x72657374L;

    private final Sql sql;

    public RestoredBackupStore(Sql sql) {
        this.sql = sql;
    }

    /** Whether nobody else takes a backup up; nobody does then until the caller's transaction ends. Waits for nobody. */
    public boolean takeTurn() {
        // Keys change in transactions of their own meanwhile, and this one is idle for as long as all of them take.
        sql.write("set local idle_in_transaction_session_timeout = 0");
        return sql.first("select pg_try_advisory_xact_lock(?)", row -> row.getBoolean(1), TURN)
                .orElse(false);
    }

    public void add(Instant backup, Instant now) {
        sql.write("insert into restored_backup (backup_of, taken_up_at) values (?, ?)", backup, now);
    }

    public Optional<Instant> takenUpAt(Instant backup) {
        return sql.first(
                "select taken_up_at from restored_backup where backup_of = ?", row -> Sql.time(row, 1), backup);
    }
}
