package io.claviger.workers.disk.store;

import io.claviger.workers.node.WorkerId;
import io.claviger.workers.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The one provider's key that this database's disks are under; never the key itself. */
@ApplicationScoped
public class ProviderKeyTable {

    private final Sql sql;

    public ProviderKeyTable(Sql sql) {
        this.sql = sql;
    }

    /** @param probe a constant under that key, which tells it from another one with its id */
    public record Known(UUID keyId, String probe) {}

    public Optional<Known> known() {
        return sql.first(
                "select key_id::text as key_id, probe from provider_key",
                row -> new Known(UUID.fromString(row.text("key_id")), row.text("probe")));
    }

    /** Whether there is a disk whose passphrase only a provider's key opens. */
    public boolean needed() {
        return sql.first(
                        "select exists (select from disk where sealed_by in ('PROVIDER', 'CLUSTER')) as needed",
                        row -> row.flag("needed"))
                .orElse(false);
    }

    /** A passphrase that a provider's key has sealed, for this worker of this pool. */
    public record Sealed(String poolCrn, WorkerId worker, String passphrase) {}

    /** Some of those that are kept here. */
    public List<Sealed> some(int limit) {
        return sql.list(
                "select p.crn, d.worker_id, d.passphrase from disk d join worker w on w.id = d.worker_id"
                        + " join pool p on p.id = w.pool_id where d.sealed_by = 'PROVIDER' limit ?",
                row -> new Sealed(row.text("crn"), new WorkerId(row.text("worker_id")), row.text("passphrase")),
                limit);
    }

    /** For a database that knows none; of two replicas that start at once the first one's counts. */
    public void remember(Known key) {
        sql.update(
                "insert into provider_key (key_id, probe) values (?, ?) on conflict do nothing",
                key.keyId(),
                key.probe());
    }

    /** Does nothing when the former one is no longer the known one. */
    public void replace(UUID former, Known key) {
        sql.update("update provider_key set key_id = ?, probe = ? where key_id = ?", key.keyId(), key.probe(), former);
    }
}
