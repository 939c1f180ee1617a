package io.claviger.keys.wrapping;

import io.claviger.keys.coherence.CacheConfig;
import io.claviger.keys.coherence.Cached;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.wrapping.HotKeys.Slot.Kept;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Root keys that are kept open. Whether what is kept may be used at all, the lease says; whether a key is still the one that
 * was kept, {@link #keeps}.
 *
 * <p>A reader announces itself before it reads. If the key changes while it reads, the announcement is dropped with
 * everything else that is known of the key, and what was read is not kept.
 */
@ApplicationScoped
public class HotKeys implements Cached {

    private final Map<KeyId, Slot> slots = new ConcurrentHashMap<>();
    /** Where to look; the key itself says which aliases it has. */
    private final Map<Alias, KeyId> aliases = new ConcurrentHashMap<>();

    private final CacheConfig config;

    public HotKeys(CacheConfig config) {
        this.config = config;
    }

    private record Alias(String instanceId, String alias) {}

    /** What is known of a key. */
    sealed interface Slot {

        String instanceId();

        /** Compared by identity: each reader has its own. */
        final class Reading implements Slot {
            private final String instanceId;

            private Reading(String instanceId) {
                this.instanceId = instanceId;
            }

            @Override
            public String instanceId() {
                return instanceId;
            }
        }

        final class Kept implements Slot {
            private final HotKey key;
            private final long since = System.nanoTime();
            private volatile long used = since;

            private Kept(HotKey key) {
                this.key = key;
            }

            @Override
            public String instanceId() {
                return key.instance().id();
            }
        }
    }

    /** Null when it is not kept. The caller closes it. */
    @Nullable
    HotKey acquire(String instanceId, String name) {
        KeyId id = KeyId.parse(name).orElseGet(() -> aliases.get(new Alias(instanceId, name)));
        if (id == null || !(slots.get(id) instanceof Kept kept)) {
            return null;
        }
        HotKey key = kept.key;
        boolean meant = key.instance().id().equals(instanceId)
                && (key.key().id().toString().equalsIgnoreCase(name)
                        || key.key().settings().aliases().contains(name));
        long now = System.nanoTime();
        if (!meant || now - kept.since > config.life().toNanos() || !key.acquire()) {
            return null;
        }
        kept.used = now;
        return key;
    }

    /** Whether nothing has become of it since it was acquired. */
    boolean keeps(HotKey key) {
        return slots.get(key.key().id()) instanceof Kept kept && kept.key == key;
    }

    /** Reads a key and keeps it, unless it is kept already, is being read, or changes meanwhile. */
    void keep(String instanceId, String name, KeyId id, Supplier<Optional<HotKey>> reader) {
        Slot.Reading reading = new Slot.Reading(instanceId);
        @Nullable Slot there = slots.get(id);
        if (there instanceof Kept kept
                && System.nanoTime() - kept.since > config.life().toNanos()) {
            drop(id);
            there = null;
        }
        if (there == null && slots.putIfAbsent(id, reading) == null) {
            read(id, reading, reader);
        }
        if (KeyId.parse(name).isEmpty()) {
            if (aliases.size() >= config.keys()) {
                aliases.clear();
            }
            aliases.put(new Alias(instanceId, name), id);
        }
    }

    private void read(KeyId id, Slot.Reading reading, Supplier<Optional<HotKey>> reader) {
        boolean kept = false;
        try {
            Optional<HotKey> read = reader.get();
            if (read.isPresent()) {
                kept = slots.replace(id, reading, new Kept(read.get()));
                if (!kept) {
                    read.get().close();
                }
            }
        } finally {
            if (!kept) {
                slots.remove(id, reading);
            }
        }
        if (slots.size() > config.keys()) {
            makeRoom();
        }
    }

    /** A tenth at once, so that a cache that is too small does not sort itself with every key. */
    private void makeRoom() {
        record Use(KeyId id, Slot slot, long nanosAgo) {}
        long now = System.nanoTime();
        List<Use> longestUnused = slots.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Kept)
                .map(entry -> new Use(entry.getKey(), entry.getValue(), now - ((Kept) entry.getValue()).used))
                .sorted(Comparator.comparingLong(Use::nanosAgo).reversed())
                .limit(1 + config.keys() / 10)
                .toList();
        longestUnused.forEach(use -> drop(use.id()));
    }

    /** Material does not stay in memory for the mere reason that nobody asks for it any more (I1). */
    @Scheduled(every = "10s")
    void dropTheOld() {
        long now = System.nanoTime();
        slots.forEach((id, slot) -> {
            if (slot instanceof Kept kept && now - kept.since > config.life().toNanos()) {
                drop(id);
            }
        });
    }

    @Override
    public void drop(Collection<String> subjects) {
        if (!subjects.isEmpty()) {
            Set<String> changed = Set.copyOf(subjects);
            slots.forEach((id, slot) -> {
                if (changed.contains(id.toString()) || changed.contains(slot.instanceId())) {
                    drop(id);
                }
            });
        }
    }

    @Override
    public void dropAll() {
        aliases.clear();
        slots.keySet().forEach(this::drop);
    }

    private void drop(KeyId id) {
        if (slots.remove(id) instanceof Kept kept) {
            kept.key.close();
        }
    }
}
