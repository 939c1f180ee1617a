package io.claviger.workers.node.store;

import io.claviger.workers.node.DiskPlace;
import io.claviger.workers.node.SealedPassphrase;
import io.claviger.workers.node.SealedPassphrase.ByProvider;
import io.claviger.workers.node.SealedPassphrase.ByRootKey;
import io.claviger.workers.node.SealedPassphrase.InCluster;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.sql.Row;
import io.claviger.workers.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encrypted disks and their sealed passphrases. */
@ApplicationScoped
public class DiskTable {

    private static final String PROVIDER = "PROVIDER";
    private static final String CLUSTER = "CLUSTER";
    private static final String ROOT_KEY = "ROOT_KEY";

    private static final String SELECT =
            "select d.*, p.crn as pool_crn from disk d join worker w on w.id = d.worker_id join pool p on p.id = w.pool_id ";

    private final Sql sql;

    public DiskTable(Sql sql) {
        this.sql = sql;
    }

    public record Disk(WorkerId worker, String poolCrn, DiskPlace place, SealedPassphrase passphrase) {}

    /** Makes it the worker's disk; the former one, at another place, is loose from now on. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void save(WorkerId worker, DiskPlace place, SealedPassphrase passphrase) {
        String keyCrn = passphrase instanceof ByRootKey wrapped ? wrapped.keyCrn() : null;
        String version = passphrase instanceof ByRootKey wrapped ? wrapped.versionId() : null;
        sql.update(
                "insert into disk (worker_id, driver, sealed_by, passphrase, key_crn, version_id) values (?, ?, ?, ?, ?, ?)"
                        + " on conflict (worker_id) do update set driver = excluded.driver, sealed_by = excluded.sealed_by,"
                        + " passphrase = excluded.passphrase, key_crn = excluded.key_crn, version_id = excluded.version_id",
                worker.value(),
                place.text(worker),
                sealer(passphrase),
                passphrase.text(),
                keyCrn,
                version);
        notLoose(worker, place);
    }

    public Optional<Disk> find(WorkerId worker) {
        return sql.first(SELECT + "where d.worker_id = ?", DiskTable::read, worker.value());
    }

    /** For a disk that has been destroyed. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void delete(Disk destroyed) {
        sql.update("delete from disk where worker_id = ?", destroyed.worker().value());
        notLoose(destroyed.worker(), destroyed.place());
    }

    private void notLoose(WorkerId worker, DiskPlace place) {
        sql.update("delete from loose_disk where worker_id = ? and place = ?", worker.value(), place.text(worker));
    }

    public long countStale(String keyCrn, String versionId) {
        return sql.first(
                        "select count(*) as n from disk where key_crn = ? and version_id <> ?",
                        row -> row.number("n"),
                        keyCrn,
                        versionId)
                .orElse(0L);
    }

    /**
     * The next disks whose passphrase is wrapped by another version than this one, by their workers' ids; nothing is locked.
     *
     * @param after id of a worker, behind whose disk they are; null for the first ones
     */
    public List<Disk> stale(String keyCrn, String versionId, @Nullable String after, int limit) {
        return sql.list(
                SELECT + "where d.key_crn = ? and d.version_id <> ? and d.worker_id > ? order by d.worker_id limit ?",
                DiskTable::read,
                keyCrn,
                versionId,
                after == null ? "" : after,
                limit);
    }

    /**
     * Replaces a passphrase by itself under another version.
     *
     * @return false, and nothing is changed, when the disk is gone or no longer has the passphrase that was read
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean rewrapped(Disk before, ByRootKey after) {
        return sql.update(
                        "update disk set passphrase = ?, version_id = ? where worker_id = ? and passphrase = ? and key_crn = ?",
                        after.text(),
                        after.versionId(),
                        before.worker().value(),
                        before.passphrase().text(),
                        after.keyCrn())
                == 1;
    }

    private static String sealer(SealedPassphrase passphrase) {
        return switch (passphrase) {
            case ByProvider _ -> PROVIDER;
            case InCluster _ -> CLUSTER;
            case ByRootKey _ -> ROOT_KEY;
        };
    }

    private static Disk read(Row row) throws SQLException {
        String passphrase = row.text("passphrase");
        String sealer = row.text("sealed_by");
        WorkerId worker = new WorkerId(row.text("worker_id"));
        return new Disk(
                worker,
                row.text("pool_crn"),
                DiskPlace.parse(row.text("driver"), worker),
                switch (sealer) {
                    case PROVIDER -> new ByProvider(passphrase);
                    case CLUSTER -> new InCluster(passphrase);
                    case ROOT_KEY -> new ByRootKey(passphrase, row.text("key_crn"), row.text("version_id"));
                    default -> throw new IllegalStateException("nobody here seals by " + sealer);
                });
    }
}
