package io.claviger.keyclient.testing;

import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import io.claviger.kit.crn.Crn;
import java.time.Instant;
import java.util.UUID;

/** A root key as key-service keeps it: every change counts the revision on, every other state has a new time. */
public final class TrueKey {

    private static final String INSTANCE = "0e4e7d5a-7ad2-4b5c-8f2e-6b1d2d0f3c11";
    private static final String ACCOUNT = "0123456789abcdef0123456789abcdef";

    private final String instance;
    private final String keyId = UUID.randomUUID().toString();
    private Instant now = Instant.parse("2026-01-01T00:00:00.123456789Z");
    private int state = 1;
    private Instant stateSince = now;
    private KeySnapshot.KeyVersion version =
            new KeySnapshot.KeyVersion(UUID.randomUUID().toString(), now);
    private long revision = 1;

    public TrueKey() {
        this(INSTANCE);
    }

    /** A key of another instance than the others are of. */
    public TrueKey(String instance) {
        this.instance = instance;
    }

    public String instance() {
        return instance;
    }

    public String id() {
        return keyId;
    }

    public String crn() {
        return Crn.kmsInstance("local", ACCOUNT, instance).key(keyId).toString();
    }

    public synchronized String version() {
        return version.id();
    }

    public synchronized KeySnapshot snapshot() {
        return snapshot(state, revision);
    }

    /** What somebody might say about this key. */
    public synchronized KeySnapshot snapshot(int claimedState, long claimedRevision) {
        return new KeySnapshot(
                keyId, crn(), instance, ACCOUNT, claimedState, stateSince, version, claimedRevision, null, null);
    }

    public synchronized KeyEvent rotate() {
        revision++;
        now = now.plusSeconds(1);
        version = new KeySnapshot.KeyVersion(UUID.randomUUID().toString(), now);
        return new KeyEvent.Rotated(snapshot());
    }

    public KeyEvent disable() {
        return new KeyEvent.Disabled(enter(2));
    }

    public KeyEvent enable() {
        return new KeyEvent.Enabled(enter(1));
    }

    public KeyEvent delete() {
        return new KeyEvent.Deleted(enter(5));
    }

    public KeyEvent restore() {
        return new KeyEvent.Restored(enter(1));
    }

    public KeyEvent expire() {
        return new KeyEvent.Expired(enter(3));
    }

    /** Key-service was restored from a backup of that time. */
    public synchronized void backTo(int stateThen, long revisionThen) {
        now = now.plusSeconds(1);
        state = stateThen;
        stateSince = now;
        revision = revisionThen;
    }

    public synchronized KeySnapshot enter(int next) {
        revision++;
        now = now.plusSeconds(1);
        state = next;
        stateSince = now;
        return snapshot();
    }
}
