package io.claviger.keyclient.binding;

import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.kms.KeyRef;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Store of bound keys and bindings. */
@ApplicationScoped
public class KeyBindings {

    private static final String KEY_COLUMNS =
            "k.crn, k.instance_id, k.key_id, k.account_id, k.state, k.state_since, k.availability, k.revision, k.epoch,"
                    + " k.version_id, k.version_created, k.purged, k.expiration_date, k.restore_expiration_date, k.checked_at";

    /** Lets new jobs and bindings, which refer to the row, in meanwhile. */
    private static final String LOCK = " for no key update";

    private final DataSource dataSource;
    private final Clock clock;
    private final Event<KeyBound> bound;

    public KeyBindings(DataSource dataSource, Clock clock, Event<KeyBound> bound) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.bound = bound;
    }

    /**
     * Hangs a dependant from a key, by key-service's own answer about it; replaces the dependant's former binding. The key it
     * leaves behind is forgotten when nothing else hangs from it. An answer never gives back a key that is known to be
     * unavailable: the key is asked about again as soon as this is committed, and that decides.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public BoundKey bind(String dependant, KeySnapshot answer) {
        String former = keyOf(dependant);
        BoundKey key = locked(BoundKey.first(answer, clock.instant())).onBinding(answer, clock.instant());
        save(key);
        execute(
                "insert into key_binding (dependant, key_crn, version_id, version_created) values (?, ?, ?, ?)"
                        + " on conflict (dependant) do update set key_crn = excluded.key_crn,"
                        + " version_id = excluded.version_id, version_created = excluded.version_created,"
                        + " bound_at = now()",
                dependant,
                answer.crn(),
                answer.keyVersion().id(),
                Timestamp.from(answer.keyVersion().creationDate().truncatedTo(ChronoUnit.MICROS)));
        if (former != null && !former.equals(answer.crn())) {
            forgetIfUnused(former);
        }
        bound.fire(new KeyBound(answer.crn()));
        return key;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void unbind(String dependant) {
        String former = keyOf(dependant);
        if (former == null) {
            return;
        }
        execute("delete from key_binding where dependant = ?", dependant);
        forgetIfUnused(former);
    }

    public Optional<BoundKey> find(String keyCrn) {
        return find(keyCrn, false);
    }

    /** Locks the key's row until the transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<BoundKey> lock(String keyCrn) {
        return find(keyCrn, true);
    }

    /** What a dependant hangs from; empty when it hangs from nothing. */
    public Optional<KeyBinding> bindingOf(String dependant) {
        String sql = "select " + KEY_COLUMNS + ", b.dependant, b.version_id, b.bound_at from key_binding b"
                + " join bound_key k on k.crn = b.key_crn where b.dependant = ?";
        return query(
                        sql,
                        row -> new KeyBinding(row.getString(16), read(row), row.getString(17), instant(row, 18)),
                        dependant)
                .stream()
                .findFirst();
    }

    /** The next dependants of a key in the order of their CRNs, for work in chunks. */
    public List<String> dependants(String keyCrn, @Nullable String after, int limit) {
        return query(
                "select dependant from key_binding where key_crn = ? and dependant > ? order by dependant limit "
                        + limit,
                row -> row.getString(1),
                keyCrn,
                after == null ? "" : after);
    }

    public long countDependants(String keyCrn) {
        return query("select count(*) from key_binding where key_crn = ?", row -> row.getLong(1), keyCrn)
                .getFirst();
    }

    /** Everything of the key's dependants is now wrapped by the key's newest version. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void moved(BoundKey key) {
        execute(
                "update key_binding set version_id = ?, version_created = ? where key_crn = ?"
                        + " and version_id <> ? and version_created <= ?",
                key.versionId(),
                Timestamp.from(key.versionCreated()),
                key.ref().crn(),
                key.versionId(),
                Timestamp.from(key.versionCreated()));
    }

    /** The oldest version that a dependant of the key still needs; the newest one when nothing hangs from it. */
    public String versionInUse(BoundKey key) {
        return oldest(key).map(Oldest::versionId).orElse(key.versionId());
    }

    /** Whether a dependant still needs an older version than the newest. */
    public boolean isBehind(BoundKey key) {
        return oldest(key)
                .filter(oldest -> !oldest.versionId().equals(key.versionId())
                        && !oldest.created().isAfter(key.versionCreated()))
                .isPresent();
    }

    private record Oldest(String versionId, Instant created) {}

    private Optional<Oldest> oldest(BoundKey key) {
        return query(
                        "select version_id, version_created from key_binding where key_crn = ?"
                                + " order by version_created, version_id limit 1",
                        row -> new Oldest(row.getString(1), instant(row, 2)),
                        key.ref().crn())
                .stream()
                .findFirst();
    }

    /** True the first time for this revision and version, so that an acknowledgement is sent once. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean acknowledges(BoundKey key, String versionInUse) {
        return execute(
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

    /** Keys that key-service has not been asked about since {@code before}, longest first. */
    public List<String> uncheckedSince(Instant before, int limit) {
        return query(
                "select crn from bound_key where checked_at < ? order by checked_at limit " + limit,
                row -> row.getString(1),
                Timestamp.from(before));
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void save(BoundKey key) {
        execute(
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

    /** Two first bindings of one key may meet here; the second must not undo what has happened to the key since. */
    private void insertIfAbsent(BoundKey key) {
        execute(
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

    private BoundKey locked(BoundKey first) {
        while (true) {
            insertIfAbsent(first);
            Optional<BoundKey> known = find(first.ref().crn(), true);
            if (known.isPresent()) {
                return known.get();
            }
            // Its last dependant left at this very moment, and it was forgotten between the two statements.
        }
    }

    /** Keys from which nothing hangs any more, and which could not be forgotten when their last dependant left. */
    public List<String> unused(int limit) {
        return query(
                "select crn from bound_key k where not exists (select 1 from key_binding b where b.key_crn = k.crn)"
                        + " limit " + limit,
                row -> row.getString(1));
    }

    /**
     * Does nothing while somebody else is at the key: waiting for a second key's row would be a deadlock with whoever goes the
     * other way, and the reconciliation comes by again. Two statements, because only one that begins under the lock sees every
     * binding made before.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void forgetIfUnused(String keyCrn) {
        List<String> locked = query(
                "select crn from bound_key where crn = ? for update skip locked", row -> row.getString(1), keyCrn);
        if (!locked.isEmpty()) {
            execute(
                    "delete from bound_key k where k.crn = ? and not exists"
                            + " (select 1 from key_binding b where b.key_crn = k.crn)",
                    keyCrn);
        }
    }

    private @Nullable String keyOf(String dependant) {
        List<String> keys =
                query("select key_crn from key_binding where dependant = ?", row -> row.getString(1), dependant);
        return keys.isEmpty() ? null : keys.getFirst();
    }

    private Optional<BoundKey> find(String keyCrn, boolean lock) {
        String sql = "select " + KEY_COLUMNS + " from bound_key k where k.crn = ?" + (lock ? LOCK : "");
        return query(sql, KeyBindings::read, keyCrn).stream().findFirst();
    }

    private static BoundKey read(ResultSet row) throws SQLException {
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

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }

    private static @Nullable Instant instantOrNull(ResultSet row, int column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> query(String sql, Reading<T> reading, Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reading.read(result));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new BindingStoreException("the bindings cannot be read", e);
        }
    }

    private int execute(String sql, @Nullable Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new BindingStoreException("the bindings cannot be written", e);
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }
}
