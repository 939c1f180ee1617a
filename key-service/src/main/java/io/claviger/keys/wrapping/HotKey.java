package io.claviger.keys.wrapping;

import io.claviger.keys.custody.OpenedVersion;
import io.claviger.keys.instance.rules.Instance;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Life;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A root key as it was when it was read, with versions of it opened. Whoever uses it has to {@link #acquire} it first and to
 * close it after; the material is wiped when it has been retired and the last user is done, so wiping never waits and never
 * takes a key from under a running use.
 */
public final class HotKey implements AutoCloseable {

    private final Instance instance;
    private final Key key;
    private final boolean restricted;
    private final Map<UUID, Opened> versions = new ConcurrentHashMap<>();
    /** One is whoever made it. */
    private final AtomicInteger users = new AtomicInteger(1);

    /** A version and what it opens with. */
    record Opened(Life.Version version, OpenedVersion material) {}

    /** @param restricted whether each call is judged or counted by the instance's policies, which is done elsewhere */
    HotKey(Instance instance, Key key, boolean restricted, Opened current) {
        this.instance = instance;
        this.key = key;
        this.restricted = restricted;
        versions.put(current.version().id().value(), current);
    }

    /** False when it was retired and wiped already. */
    boolean acquire() {
        int before;
        do {
            before = users.get();
            if (before == 0) {
                return false;
            }
        } while (!users.compareAndSet(before, before + 1));
        return true;
    }

    @Override
    public void close() {
        if (users.decrementAndGet() == 0) {
            versions.values().forEach(opened -> opened.material().close());
        }
    }

    public Instance instance() {
        return instance;
    }

    public Key key() {
        return key;
    }

    boolean restricted() {
        return restricted;
    }

    Opened current() {
        Opened current = versions.get(key.life().current().id().value());
        if (current == null) {
            throw new IllegalStateException("a hot key lacks its current version");
        }
        return current;
    }

    /** Null when it was not needed yet. */
    @Nullable
    Opened version(UUID id) {
        return versions.get(id);
    }

    /** Takes it over; for callers that have acquired the key. Another thread may have been faster. */
    Opened add(Opened opened) {
        Opened faster = versions.putIfAbsent(opened.version().id().value(), opened);
        if (faster == null) {
            return opened;
        }
        opened.material().close();
        return faster;
    }
}
