package io.claviger.keyclient.binding;

import static io.claviger.keyclient.binding.BindingSql.instant;

import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.binding.BoundKeyTable.LeaseFigures;
import io.claviger.keyclient.kms.KmsPlaces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Store of bound keys and bindings. */
@ApplicationScoped
public class KeyBindings {

    private final BindingSql sql;
    private final BoundKeyTable keys;
    private final Event<KeyBound> bound;
    private final Event<KeyInQuestion> inQuestion;

    public KeyBindings(
            DataSource dataSource, KmsPlaces places, Event<KeyBound> bound, Event<KeyInQuestion> inQuestion) {
        this.sql = new BindingSql(dataSource);
        this.keys = new BoundKeyTable(sql, places);
        this.bound = bound;
        this.inQuestion = inQuestion;
    }

    /**
     * Hangs a dependant from a key, by key-service's own answer about it; replaces the dependant's former binding. The key it
     * leaves behind is forgotten when nothing else hangs from it. An answer never gives back a key that is known to be
     * unavailable: the key is asked about again as soon as this is committed, and that decides.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public BoundKey bind(String dependant, KeySnapshot answer) {
        return bind(dependant, answer, VersionInUse.newest(answer, true));
    }

    /** The same for a dependant of which something may be wrapped by an older version, or stay so. */
    @Transactional(Transactional.TxType.MANDATORY)
    public BoundKey bind(String dependant, KeySnapshot answer, VersionInUse version) {
        String former = keyOf(dependant);
        Instant now = sql.now();
        BoundKey before = keys.lockOrInsert(BoundKey.first(answer, now));
        BoundKey key = before.onBinding(answer, now);
        keys.save(key);
        sql.execute(
                "insert into key_binding (dependant, key_crn, version_id, version_created, follows)"
                        + " values (?, ?, ?, ?, ?) on conflict (dependant) do update set key_crn = excluded.key_crn,"
                        + " version_id = excluded.version_id, version_created = excluded.version_created,"
                        + " follows = excluded.follows, bound_at = now()",
                dependant,
                answer.crn(),
                version.id(),
                Timestamp.from(version.created().truncatedTo(ChronoUnit.MICROS)),
                version.follows());
        if (former != null && !former.equals(answer.crn())) {
            keys.forgetIfUnused(former);
        }
        bound.fire(new KeyBound(before, key));
        return key;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void unbind(String dependant) {
        String former = keyOf(dependant);
        if (former == null) {
            return;
        }
        // The key's row before its bindings', like everybody.
        keys.find(former, true);
        sql.execute("delete from key_binding where dependant = ?", dependant);
        keys.forgetIfUnused(former);
    }

    /** Key-service is asked about the key as soon as the caller's transaction is committed; nothing happens to an unknown key. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void recheck(String keyCrn) {
        if (find(keyCrn).isPresent()) {
            inQuestion.fire(new KeyInQuestion(keyCrn));
        }
    }

    public Optional<BoundKey> find(String keyCrn) {
        return keys.find(keyCrn, false);
    }

    /** Locks the key's row until the transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<BoundKey> lock(String keyCrn) {
        return keys.find(keyCrn, true);
    }

    /**
     * Locks those of the keys that are known, until the transaction ends, in the one order in which everybody takes several.
     * Whoever binds or unbinds under more than one key in a transaction calls this first: a key's row comes before its bindings'.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void lockAll(Collection<String> keyCrns) {
        keys.lockAll(keyCrns);
    }

    /** What a dependant hangs from; empty when it hangs from nothing. */
    public Optional<KeyBinding> bindingOf(String dependant) {
        String select = "select " + BoundKeyTable.COLUMNS + ", b.dependant, b.version_id, b.bound_at from key_binding b"
                + " join bound_key k on k.crn = b.key_crn where b.dependant = ?";
        return sql
                .query(
                        select,
                        row -> new KeyBinding(
                                row.getString(16), BoundKeyTable.read(row), row.getString(17), instant(row, 18)),
                        dependant)
                .stream()
                .findFirst();
    }

    /** The next dependants of a key in the order of their CRNs, for work in chunks. */
    public List<String> dependants(String keyCrn, @Nullable String after, int limit) {
        return sql.query(
                "select dependant from key_binding where key_crn = ? and dependant > ? order by dependant limit "
                        + limit,
                row -> row.getString(1),
                keyCrn,
                after == null ? "" : after);
    }

    public long countDependants(String keyCrn) {
        return sql.query("select count(*) from key_binding where key_crn = ?", row -> row.getLong(1), keyCrn)
                .getFirst();
    }

    /**
     * Everything of the key's dependants that follow it is now wrapped by its newest version; the next of them are marked so.
     *
     * @return how many were; fewer than {@code limit} when none is left
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public int moved(BoundKey key, int limit) {
        return sql.execute(
                "update key_binding set version_id = ?, version_created = ? where dependant in"
                        + " (select dependant from key_binding where key_crn = ? and follows and version_id <> ?"
                        + " and version_created <= ? order by dependant limit " + limit + " for update)",
                key.versionId(),
                Timestamp.from(key.versionCreated()),
                key.ref().crn(),
                key.versionId(),
                Timestamp.from(key.versionCreated()));
    }

    /** The oldest version that a dependant of the key still needs; the newest one when nothing hangs from it. */
    public String versionInUse(BoundKey key) {
        return oldest(key, "").map(Oldest::versionId).orElse(key.versionId());
    }

    /** Whether a dependant that follows the key has not come to its newest version yet. */
    public boolean isBehind(BoundKey key) {
        return oldest(key, " and follows")
                .filter(oldest -> !oldest.versionId().equals(key.versionId())
                        && !oldest.created().isAfter(key.versionCreated()))
                .isPresent();
    }

    private record Oldest(String versionId, Instant created) {}

    private Optional<Oldest> oldest(BoundKey key, String which) {
        return sql
                .query(
                        "select version_id, version_created from key_binding where key_crn = ?" + which
                                + " order by version_created, version_id limit 1",
                        row -> new Oldest(row.getString(1), instant(row, 2)),
                        key.ref().crn())
                .stream()
                .findFirst();
    }

    /** True the first time for this revision and version, so that an acknowledgement is sent once. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean acknowledges(BoundKey key, String versionInUse) {
        return keys.acknowledges(key, versionInUse);
    }

    /**
     * Keys to ask key-service about, the oldest proof first: not asked for {@code every}; away, and not asked for {@code
     * everyIfAway}; or available with no proof, by answer or watermark, that is younger than {@code renewAfter}. Not those that
     * are to be asked about anyway.
     */
    public List<String> due(Duration every, Duration everyIfAway, Duration renewAfter, int limit) {
        return keys.due(every, everyIfAway, renewAfter, limit);
    }

    /** The clock that all replicas go by: the database's. */
    public Instant now() {
        return sql.now();
    }

    /** With what proves it. */
    public Optional<LeasedKey> leased(String keyCrn) {
        return keys.leased(List.of(keyCrn)).stream().findFirst();
    }

    public List<LeasedKey> leased(Collection<String> keyCrns) {
        return keys.leased(keyCrns);
    }

    /**
     * Renews the proof of all keys of which these answers, asked for at that time, tell nothing new; of others nothing is touched.
     *
     * @return the CRNs of those renewed
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public List<String> confirmUnchanged(List<KeySnapshot> answers, Instant askedAt) {
        return keys.confirmUnchanged(answers, askedAt);
    }

    LeaseFigures figures(Duration lease) {
        return keys.figures(lease);
    }

    /** Key-service was asked at that time, by the clock of {@link #now}, and this is what follows from its answer. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void save(BoundKey key, Instant askedAt) {
        keys.save(key);
        keys.confirm(key, askedAt);
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void save(BoundKey key) {
        keys.save(key);
    }

    /** This event about the key was the last to come; nothing happens to an unknown key. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void heard(String keyCrn, String eventId, Instant at) {
        sql.execute(
                "update bound_key set last_event_id = ?, last_event_at = ? where crn = ?",
                eventId,
                Timestamp.from(at),
                keyCrn);
    }

    /** Keys from which nothing hangs any more, and which could not be forgotten when their last dependant left. */
    public List<String> unused(int limit) {
        return keys.unused(limit);
    }

    /**
     * Does nothing while somebody else is at the key: waiting for a second key's row would be a deadlock with whoever goes the
     * other way, and the reconciliation comes by again. Two statements, because only one that begins under the lock sees every
     * binding made before.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void forgetIfUnused(String keyCrn) {
        keys.forgetIfUnused(keyCrn);
    }

    private @Nullable String keyOf(String dependant) {
        List<String> crns =
                sql.query("select key_crn from key_binding where dependant = ?", row -> row.getString(1), dependant);
        return crns.isEmpty() ? null : crns.getFirst();
    }
}
