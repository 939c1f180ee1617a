package io.claviger.keys.watermark;

import io.claviger.events.EventIds;
import io.claviger.keys.custody.Signing;
import io.claviger.keys.custody.SigningKey;
import io.claviger.keys.watermark.store.WatermarkStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The keys that sign watermarks: the newest that has been public for long enough, and its neighbours. */
@ApplicationScoped
public class WatermarkKeys {

    /** The one that signs, the one that will, the one that did. */
    private static final int KEPT = 3;

    private final WatermarkStore store;
    private final Signing signing;
    private final WatermarkConfig config;

    WatermarkKeys(WatermarkStore store, Signing signing, WatermarkConfig config) {
        this.store = store;
        this.signing = signing;
        this.config = config;
    }

    /** Those whose signatures count. */
    public List<SigningKey> all() {
        return store.keys();
    }

    /** The key to sign with; one is made when there is none, or the newest is old. */
    SigningKey signer() {
        if (isOneDue()) {
            store.oneAtATime();
            if (isOneDue()) {
                add(fresh());
            }
        }
        return store.newestPublicFor(config.publicBefore())
                .orElseGet(() -> store.keys().getLast());
    }

    /** In place of one that no seal here opens; refused where this replica was not given the seal of the database. */
    void replace(SigningKey damaged) {
        store.oneAtATime();
        if (store.keys().stream().anyMatch(key -> key.id().equals(damaged.id()))) {
            SigningKey fresh = fresh();
            store.remove(damaged.id());
            add(fresh);
        }
    }

    private boolean isOneDue() {
        return store.keys().isEmpty() || store.newestIsOlderThan(config.rotateEvery());
    }

    /** Before the transaction's first write: it may wait for the seal, and from that write on holds back the events of all keys. */
    private SigningKey fresh() {
        return signing.newKey(EventIds.next());
    }

    private void add(SigningKey fresh) {
        store.add(fresh);
        store.keepNewest(KEPT);
    }
}
