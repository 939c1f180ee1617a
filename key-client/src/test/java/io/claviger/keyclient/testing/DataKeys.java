package io.claviger.keyclient.testing;

import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.reaction.Dependants;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A service's data keys, as rows that know their version. */
@ApplicationScoped
public class DataKeys implements Dependants {

    private final Sql sql;
    private final FakeKms kms;
    private final Map<String, List<String>> heard = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicInteger batches = new AtomicInteger();
    private volatile boolean failing;

    DataKeys(Sql sql, FakeKms kms) {
        this.sql = sql;
        this.kms = kms;
    }

    public void add(TrueKey key, int count) {
        sql.update(
                "insert into data_key (key_crn, version_id) select ?, ? from generate_series(1, ?)",
                key.crn(),
                key.version(),
                count);
    }

    /** From now on re-wrapping any of them fails, as it does for a ciphertext that was damaged. */
    public void failing(boolean now) {
        failing = now;
    }

    /** The first of the key's, in the order in which they are re-wrapped: key-service refuses them, whoever asks. */
    public void refuseFirst(TrueKey key, int count) {
        refused.addAll(sql.column("select id from data_key where key_crn = ? order by id limit ?", key.crn(), count));
    }

    /** From now on it refuses none. */
    public void refuseNone() {
        refused.clear();
    }

    /** How many batches were asked for so far. */
    public int batches() {
        return batches.get();
    }

    /** What this service was told about a key, in order. */
    public List<String> heard(TrueKey key) {
        return heard(key.crn());
    }

    private List<String> heard(String crn) {
        return heard.computeIfAbsent(crn, _ -> new CopyOnWriteArrayList<>());
    }

    @Override
    public long staleDataKeys(BoundKey key) {
        return sql.number(
                "select count(*) from data_key where key_crn = ? and version_id <> ?",
                key.ref().crn(),
                key.versionId());
    }

    @Override
    public Moved rewrap(BoundKey key, @Nullable String after, int limit) {
        batches.incrementAndGet();
        if (failing) {
            return Moved.NONE;
        }
        String version = kms.versionOf(key.ref().crn());
        List<String> batch = sql.column(
                "select id from data_key where key_crn = ? and version_id <> ? and id > ? order by id limit ?",
                key.ref().crn(),
                key.versionId(),
                after == null ? 0 : Long.parseLong(after),
                limit);
        Moved moved = Moved.NONE;
        for (String id : batch) {
            if (!refused.contains(id)) {
                sql.update(
                        "update data_key set version_id = ?, rewraps = rewraps + 1 where id = ?",
                        version,
                        Long.parseLong(id));
                moved = moved.plus(key, version);
            }
        }
        return moved.upTo(batch.size() < limit ? null : batch.getLast());
    }

    @Override
    public void rewrapped(BoundKey key, long dataKeys) {
        heard(key.ref().crn()).add("rewrapped " + dataKeys);
    }

    @Override
    public void announce(BoundKey key, List<String> dependants) {
        heard(key.ref().crn()).add("announce " + dependants.size() + " " + key.availability());
    }

    @Override
    public void reacted(BoundKey before, BoundKey after) {
        heard(after.ref().crn()).add("reacted " + before.availability() + " -> " + after.availability());
    }

    @Override
    public void forget(String keyCrn) {
        heard(keyCrn).add("forget");
    }

    public List<String> announcements(TrueKey key) {
        List<String> announcements = new ArrayList<>(heard(key));
        announcements.removeIf(line -> !line.startsWith("announce"));
        return announcements;
    }
}
