package io.claviger.keys.reseal;

import io.claviger.keys.custody.InstanceKey;
import io.claviger.keys.custody.MaterialDamagedException;
import io.claviger.keys.custody.Seal;
import io.claviger.keys.custody.SealLedger;
import io.claviger.keys.custody.Sealed;
import io.claviger.keys.custody.SigningKey;
import io.claviger.keys.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One move to a seal. It may be stopped anywhere and run again: each row says which seal it is under, is moved by one
 * statement, and only if nobody has changed it since it was read. The service follows the database from the first statement
 * on, so nothing new comes under the former seal but what was under way; the last one, which forgets that seal, waits for it.
 */
public final class Reseal {

    private final Sql sql;
    private final SealLedger ledger;
    private final int chunk;

    /** @param chunk rows between two messages of progress */
    public Reseal(Sql sql, SealLedger ledger, int chunk) {
        this.sql = sql;
        this.ledger = ledger;
        this.chunk = chunk;
    }

    /** Hears of each chunk. */
    public interface Progress {
        void moved(long done, long total);
    }

    /**
     * @param moved instance keys
     * @param signing keys that sign watermarks
     * @param damaged instances whose keys opened under no seal; they are left as they are, and so is their seal
     */
    public record Outcome(long moved, long signing, List<String> damaged) {}

    /** @param seals all that this database is under, and the one to move to */
    public Outcome moveTo(Seal target, List<Seal> seals, Progress progress) {
        ledger.makeCurrent(target);
        long moved = 0;
        long signing = 0;
        List<String> damaged = new ArrayList<>();
        for (SealLedger.Known former : ledger.known()) {
            if (former.keyId().equals(target.keyId())) {
                continue;
            }
            Seal from = seals.stream()
                    .filter(seal -> seal.keyId().equals(former.keyId()))
                    .findFirst()
                    .orElseThrow();
            List<String> stuck = new ArrayList<>();
            do {
                stuck.clear();
                moved += moveAll(from, target, stuck, progress);
                signing += moveSigning(from, target);
            } while (!ledger.forget(from.keyId()) && stuck.isEmpty());
            damaged.addAll(stuck);
        }
        return new Outcome(moved, signing, damaged);
    }

    private long moveAll(Seal from, Seal target, List<String> stuck, Progress progress) {
        long moved = 0;
        String last = "";
        while (true) {
            List<InstanceKey> rows = under(from.keyId(), last);
            for (InstanceKey key : rows) {
                moved += move(key, from, target, stuck);
            }
            if (rows.isEmpty()) {
                return moved;
            }
            last = rows.getLast().instanceId();
            long total = count("select count(*) from instance");
            progress.moved(total - waiting(from.keyId()), total);
        }
    }

    private int move(InstanceKey key, Seal from, Seal target, List<String> stuck) {
        try {
            return sql.write(
                    "update instance set sealed_key = ? where id = ? and sealed_key = ?",
                    key.moved(from, target).sealed().toBytes(),
                    key.instanceId(),
                    key.sealed().toBytes());
        } catch (MaterialDamagedException e) {
            stuck.add(key.instanceId());
            return 0;
        }
    }

    /** One that does not open signs nothing any more: it goes, and key-service makes another. */
    private long moveSigning(Seal from, Seal target) {
        long moved = 0;
        for (SigningKey key : signingUnder(from.keyId())) {
            try {
                moved += sql.write(
                        "update watermark_key set sealed_seed = ? where id = ? and sealed_seed = ?",
                        key.moved(from, target).sealedSeed().toBytes(),
                        key.id(),
                        key.sealedSeed().toBytes());
            } catch (MaterialDamagedException e) {
                sql.write("delete from watermark_key where id = ?", key.id());
            }
        }
        return moved;
    }

    private List<SigningKey> signingUnder(UUID seal) {
        return sql.list(
                "select id, public_key, sealed_seed from watermark_key where sealed_under = ?",
                row -> new SigningKey(row.getString(1), row.getString(2), Sealed.fromBytes(row.getBytes(3))),
                SealLedger.bytes(seal));
    }

    private List<InstanceKey> under(UUID seal, String after) {
        return sql.list(
                """
                select id, instance_key_id, sealed_key from instance
                 where sealed_under = ? and id > ? order by id limit ?
                """,
                row -> new InstanceKey(
                        row.getString(1), row.getObject(2, UUID.class), Sealed.fromBytes(row.getBytes(3))),
                SealLedger.bytes(seal),
                after,
                chunk);
    }

    /** Instance keys under a seal. */
    long waiting(UUID seal) {
        return count("select count(*) from instance where sealed_under = ?", SealLedger.bytes(seal));
    }

    private long count(String query, Object... parameters) {
        return sql.first(query, row -> row.getLong(1), parameters).orElseThrow();
    }
}
