package io.claviger.keys.coherence;

import io.claviger.keys.coherence.store.BehindStore;
import io.claviger.keys.coherence.store.BehindStore.Behind;
import io.claviger.keys.sql.StoreException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * What a change of a key or an instance waits for between its commit and its answer. Triggers note what has changed, so
 * there is nothing to tell: {@code io.claviger.keys.call.Calls} waits for every call that may have changed something.
 */
@ApplicationScoped
public class KeyChanges {

    private static final Logger LOG = Logger.getLogger(KeyChanges.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    private final BehindStore replicas;
    private final CacheConfig config;

    public KeyChanges(BehindStore replicas, CacheConfig config) {
        this.replicas = replicas;
        this.config = config;
    }

    private record Standing(Behind replica, long sinceNanos) {}

    /**
     * Returns when no replica may use any more what was changed by anything committed before the call: each has seen it, or
     * its lease has run out while we watched. Never call it in a transaction.
     */
    public void settle() {
        Map<UUID, Standing> standing = new HashMap<>();
        try {
            String committed = replicas.committed();
            for (List<Behind> behind = replicas.behind(committed);
                    !behind.isEmpty();
                    behind = replicas.behind(committed)) {
                watch(behind, standing);
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        } catch (StoreException e) {
            // The change is committed. Whoever still reaches the database sees it by itself, and whoever does not loses
            // its lease: time alone settles it too.
            LOG.warnf("replicas not asked, their leases are waited for instead reason=%s", e.getMessage());
            pause(outlasting(config.lease()).plus(config.poll()));
        }
    }

    private void watch(List<Behind> behind, Map<UUID, Standing> standing) {
        long now = System.nanoTime();
        for (Behind replica : behind) {
            Standing before = standing.get(replica.replica());
            if (before == null || before.replica().renewals() != replica.renewals()) {
                standing.put(replica.replica(), new Standing(replica, now));
            } else if (now - before.sinceNanos() > outlasting(replica.lease()).toNanos() && replicas.giveUp(replica)) {
                LOG.warnf("replica given up id=%s: no sign of life for longer than its lease", replica.replica());
            }
        }
    }

    /** A replica counts from before its renewal was sent and we from after it was there; the quarter is for unlike clocks. */
    private static Duration outlasting(Duration lease) {
        return lease.plus(lease.dividedBy(4));
    }

    private static void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
