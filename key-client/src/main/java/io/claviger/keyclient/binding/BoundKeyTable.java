package io.claviger.keyclient.binding;

import static io.claviger.keyclient.binding.BindingSql.instant;
import static io.claviger.keyclient.binding.BindingSql.instantOrNull;
import static io.claviger.keyclient.binding.BindingSql.timestamp;

import io.claviger.keyclient.kms.KeyRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of {@code bound_key}: one per root key, the only ones a key event touches. */
final class BoundKeyTable {

    static final String COLUMNS =
            "k.crn, k.instance_id, k.key_id, k.account_id, k.state, k.state_since, k.availability, k.revision, k.epoch,"
                    + " k.version_id, k.version_created, k.purged, k.expiration_date, k.restore_expiration_date, k.checked_at";

    /** Lets new jobs and bindings, which refer to the row, in meanwhile. */
    private static final String LOCK = " for no key update";

    private final BindingSql sql;

    BoundKeyTable(BindingSql sql) {
        this.sql = sql;
    }

    Optional<BoundKey> find(String keyCrn, boolean lock) {
        String select = "select " + COLUMNS + " from bound_key k where k.crn = ?" + (lock ? LOCK : "");
        return sql.query(select, BoundKeyTable::read, keyCrn).stream().findFirst();
    }

    /** What is known of the key, or what is learned first, locked until the transaction ends. */
    BoundKey lockOrInsert(BoundKey first) {
        while (true) {
            insertIfAbsent(first);
            Optional<BoundKey> known = find(first.ref().crn(), true);
            if (known.isPresent()) {
                return known.get();
            }
            // Its last dependant left at this very moment, and it was forgotten between the two statements.
        }
    }

    /** Two first bindings of one key may meet here; the second must not undo what has happened to the key since. */
    void insertIfAbsent(BoundKey key) {
        sql.execute(
                "insert into bound_key (crn, instance_id, key_id, account_id, state, state_since, availability, revision,"
                        + " epoch, version_id, version_created, purged, expiration_date, restore_expiration_date, checked_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (crn) do nothing",
                key.ref().crn(),
                key.ref().instanceId(),
                key.ref().keyId(),
                key.accountId(),
                key.state(),
                Timestamp.from(key.stateSince()),
                key.availability().name(),
                key.revision(),
                key.epoch(),
                key.versionId(),
                Timestamp.from(key.versionCreated()),
                key.purged(),
                timestamp(key.expirationDate()),
                timestamp(key.restoreExpirationDate()),
                Timestamp.from(key.checkedAt()));
    }

    void save(BoundKey key) {
        sql.execute(
                "update bound_key set state = ?, state_since = ?, availability = ?, revision = ?, epoch = ?, version_id = ?,"
                        + " version_created = ?, purged = ?, expiration_date = ?, restore_expiration_date = ?,"
                        + " checked_at = ? where crn = ?",
                key.state(),
                Timestamp.from(key.stateSince()),
                key.availability().name(),
                key.revision(),
                key.epoch(),
                key.versionId(),
                Timestamp.from(key.versionCreated()),
                key.purged(),
                timestamp(key.expirationDate()),
                timestamp(key.restoreExpirationDate()),
                Timestamp.from(key.checkedAt()),
                key.ref().crn());
    }

    /** True the first time for this revision and version, so that an acknowledgement is sent once. */
    boolean acknowledges(BoundKey key, String versionInUse) {
        return sql.execute(
                        "update bound_key set acked_revision = ?, acked_version = ? where crn = ?"
                                + " and (acked_revision < ? or acked_revision = ? and acked_version is distinct from ?)",
                        key.revision(),
                        versionInUse,
                        key.ref().crn(),
                        key.revision(),
                        key.revision(),
                        versionInUse)
                == 1;
    }

    List<String> uncheckedSince(Instant before, Instant beforeIfAway, int limit) {
        return sql.query(
                "select crn from bound_key where checked_at < ?"
                        + " or availability <> 'AVAILABLE' and not purged and checked_at < ?"
                        + " order by checked_at limit " + limit,
                row -> row.getString(1),
                Timestamp.from(before),
                Timestamp.from(beforeIfAway));
    }

    /** Keys from which nothing hangs any more, and which could not be forgotten when their last dependant left. */
    List<String> unused(int limit) {
        return sql.query(
                "select crn from bound_key k where not exists (select 1 from key_binding b where b.key_crn = k.crn)"
                        + " limit " + limit,
                row -> row.getString(1));
    }

    /**
     * Does nothing while somebody else is at the key: waiting for a second key's row would be a deadlock with whoever goes the
     * other way, and the reconciliation comes by again. Two statements, because only one that begins under the lock sees every
     * binding made before.
     */
    void forgetIfUnused(String keyCrn) {
        List<String> locked = sql.query(
                "select crn from bound_key where crn = ? for update skip locked", row -> row.getString(1), keyCrn);
        if (!locked.isEmpty()) {
            sql.execute(
                    "delete from bound_key k where k.crn = ? and not exists"
                            + " (select 1 from key_binding b where b.key_crn = k.crn)",
                    keyCrn);
        }
    }

    static BoundKey read(ResultSet row) throws SQLException {
        return new BoundKey(
                new KeyRef(row.getString(2), row.getString(3), row.getString(1)),
                row.getString(4),
                row.getInt(5),
                instant(row, 6),
                Availability.valueOf(row.getString(7)),
                row.getLong(8),
                row.getLong(9),
                row.getString(10),
                instant(row, 11),
                row.getBoolean(12),
                instantOrNull(row, 13),
                instantOrNull(row, 14),
                instant(row, 15));
    }
}
