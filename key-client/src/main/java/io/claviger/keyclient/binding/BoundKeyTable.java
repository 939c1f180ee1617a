package io.claviger.keyclient.binding;

import static io.claviger.keyclient.binding.BindingSql.instant;
import static io.claviger.keyclient.binding.BindingSql.instantOrNull;
import static io.claviger.keyclient.binding.BindingSql.timestamp;

import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.KmsPlaces;
import io.claviger.keyclient.lease.KeyPartition;
import io.claviger.keyclient.lease.Proof;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rows of {@code bound_key}: one per root key, the only ones a key event touches. */
final class BoundKeyTable {

    static final String COLUMNS =
            "k.crn, k.instance_id, k.key_id, k.account_id, k.state, k.state_since, k.availability, k.revision, k.epoch,"
                    + " k.version_id, k.version_created, k.purged, k.expiration_date, k.restore_expiration_date, k.checked_at";

    /** The watermark of the key's partition, if one came since its number of partitions is known. */
    private static final String WATCH = " left join lateral (select w.proven_at, w.blind_since from key_watermark w"
            + " where w.partition = k.partition_hash % nullif(w.partitions, 0)"
            + " order by w.partitions desc limit 1) w on true";

    private static final String LEASED = "select " + COLUMNS
            + ", k.confirmed_at, k.followed, w.proven_at, w.blind_since, clock_timestamp() from bound_key k" + WATCH;

    /** The same as {@code Proof.provenAt}. */
    private static final String PROVEN_AT = "greatest(k.confirmed_at,"
            + " case when k.followed and k.confirmed_at > w.blind_since then w.proven_at end)";

    private static final String AGO = "clock_timestamp() - ? * interval '1 millisecond'";

    /** Lets new jobs and bindings, which refer to the row, in meanwhile. */
    private static final String LOCK = " for no key update";

    private final BindingSql sql;
    private final KmsPlaces places;

    BoundKeyTable(BindingSql sql, KmsPlaces places) {
        this.sql = sql;
        this.places = places;
    }

    /** Whether the key's events come over this installation's bus: a watermark says nothing about any other key. */
    private boolean isFollowed(String instanceId) {
        return places.of(instanceId).isEmpty();
    }

    Optional<BoundKey> find(String keyCrn, boolean lock) {
        String select = "select " + COLUMNS + " from bound_key k where k.crn = ?" + (lock ? LOCK : "");
        return sql.query(select, BoundKeyTable::read, keyCrn).stream().findFirst();
    }

    void lockAll(Collection<String> keyCrns) {
        sql.query(
                "select k.crn from bound_key k where k.crn = any (?) order by k.crn" + LOCK,
                row -> row.getString(1),
                (Object) keyCrns.toArray(String[]::new));
    }

    List<LeasedKey> leased(Collection<String> keyCrns) {
        return sql.query(
                LEASED + " where k.crn = any (?)",
                row -> new LeasedKey(
                        read(row),
                        new Proof(instant(row, 16), row.getBoolean(17), instantOrNull(row, 18), instantOrNull(row, 19)),
                        instant(row, 20)),
                (Object) keyCrns.toArray(String[]::new));
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
                        + " epoch, version_id, version_created, purged, expiration_date, restore_expiration_date, checked_at,"
                        + " partition_hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (crn) do nothing",
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
                Timestamp.from(key.checkedAt()),
                KeyPartition.hash(key.ref().keyId()));
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

    /** Key-service was asked at that time and has answered; whatever changes from then on is heard of here. */
    void confirm(BoundKey key, Instant askedAt) {
        sql.execute(
                "update bound_key set confirmed_at = greatest(confirmed_at, ?), followed = ?, partition_hash = ?"
                        + " where crn = ?",
                Timestamp.from(askedAt),
                isFollowed(key.ref().instanceId()),
                KeyPartition.hash(key.ref().keyId()),
                key.ref().crn());
    }

    /** One statement for all, and one lock after the other in the order of CRNs; a row that somebody is at is left alone. */
    List<String> confirmUnchanged(List<KeySnapshot> answers, Instant askedAt) {
        List<KeySnapshot> active =
                answers.stream().filter(answer -> answer.state() == 1).toList();
        Map<String, Boolean> followed = active.stream()
                .map(KeySnapshot::instanceId)
                .distinct()
                .collect(Collectors.toMap(Function.identity(), this::isFollowed));
        return sql.query(
                """
                with answer as (
                    select * from unnest(?, ?, ?, ?, ?, ?)
                                       a (crn, revision, version_id, since_micros, partition_hash, followed)
                ), free as (
                    select k.crn from bound_key k where k.crn in (select crn from answer)
                     order by k.crn for no key update skip locked
                )
                update bound_key k
                   set checked_at = clock_timestamp(), confirmed_at = greatest(k.confirmed_at, ?), followed = a.followed,
                       partition_hash = a.partition_hash
                  from answer a join free f on f.crn = a.crn
                 where k.crn = a.crn and k.availability = 'AVAILABLE' and k.state = 1 and k.revision = a.revision
                   and k.version_id = a.version_id
                   and abs(extract(epoch from k.state_since) * 1000000 - a.since_micros) < 1000
                   and k.acked_revision = k.revision
                   and k.acked_version = (select b.version_id from key_binding b where b.key_crn = k.crn
                                           order by b.version_created, b.version_id limit 1)
                   and k.version_id = coalesce((select b.version_id from key_binding b where b.key_crn = k.crn and b.follows
                                                 order by b.version_created, b.version_id limit 1), k.version_id)
                returning k.crn
                """,
                row -> row.getString(1),
                active.stream().map(KeySnapshot::crn).toArray(String[]::new),
                active.stream().map(KeySnapshot::revision).toArray(Long[]::new),
                active.stream().map(key -> key.keyVersion().id()).toArray(String[]::new),
                active.stream()
                        .map(key -> ChronoUnit.MICROS.between(Instant.EPOCH, key.stateSince()))
                        .toArray(Long[]::new),
                active.stream().map(key -> KeyPartition.hash(key.keyId())).toArray(Integer[]::new),
                active.stream()
                        .map(key -> followed.getOrDefault(key.instanceId(), false))
                        .toArray(Boolean[]::new),
                Timestamp.from(askedAt));
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

    List<String> due(Duration every, Duration everyIfAway, Duration renewAfter, int limit) {
        return sql.query(
                "select k.crn from bound_key k" + WATCH + " where (k.checked_at < " + AGO
                        + " or k.availability <> 'AVAILABLE' and not k.purged and k.checked_at < " + AGO
                        + " or k.availability = 'AVAILABLE' and " + PROVEN_AT + " < " + AGO
                        // Those that wait already, perhaps for a service that is away, must not stand before the
                        // others.
                        + ") and not exists (select 1 from key_job j where j.key_crn = k.crn and j.kind = 'RECHECK')"
                        + " order by k.confirmed_at limit " + limit,
                row -> row.getString(1),
                every.toMillis(),
                everyIfAway.toMillis(),
                renewAfter.toMillis());
    }

    /** Ages in seconds, and how many available keys have no proof within the lease. */
    LeaseFigures figures(Duration lease) {
        return sql.query(
                        "select (select extract(epoch from clock_timestamp() - min(proven_at)) from key_watermark),"
                                + " extract(epoch from clock_timestamp() - min(" + PROVEN_AT + ")),"
                                + " count(*) filter (where " + PROVEN_AT + " <= " + AGO + ")"
                                + " from bound_key k" + WATCH + " where k.availability = 'AVAILABLE'",
                        row -> new LeaseFigures(number(row, 1), number(row, 2), row.getLong(3)),
                        lease.toMillis())
                .getFirst();
    }

    /** NaN for what is not there. */
    record LeaseFigures(double watermarkAge, double leaseAge, double expired) {}

    private static double number(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Double.NaN : value;
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
