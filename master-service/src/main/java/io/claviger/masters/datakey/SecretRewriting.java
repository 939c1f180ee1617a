package io.claviger.masters.datakey;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.kubernetes.SecretRewrites.Progress;
import io.claviger.masters.kubernetes.SecretRewrites.StoredSecret;
import io.claviger.masters.kubernetes.SecretSealing.Session;
import io.claviger.masters.kubernetes.UnreadableObject;
import io.claviger.masters.pace.Pace;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkQueue.Claim;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings a cluster's secrets under its current data key, a chunk at a time. What cannot be read is set aside and named: one
 * secret that was tampered with must not keep all the others from their new key (S12).
 */
@Startup // An alert sees an increase only of a figure that was shown before.
@ApplicationScoped
public class SecretRewriting {

    private static final Logger LOG = Logger.getLogger(SecretRewriting.class);

    /** Few, so that readers meanwhile wait for no more than some milliseconds of it. */
    private static final int CHUNK = 10;

    /** Chunks of a step, whose end is a commit that says how far the rewrite has come. */
    private static final int CHUNKS = 10;

    private final ClusterSealing sealing;
    private final DataKeyTable table;
    private final SecretRewrites rewrites;
    private final WorkQueue queue;
    private final Clock clock;
    private final Pace pace;
    private final Counter setAside;

    public SecretRewriting(
            ClusterSealing sealing,
            DataKeyTable table,
            SecretRewrites rewrites,
            WorkQueue queue,
            Clock clock,
            Pace pace,
            MeterRegistry meters) {
        this.sealing = sealing;
        this.table = table;
        this.rewrites = rewrites;
        this.queue = queue;
        this.clock = clock;
        this.pace = pace;
        this.setAside = Counter.builder("claviger.masters.secrets.unreadable")
                .description("secrets that a rewrite could not read and set aside")
                .register(meters);
    }

    /**
     * What a step has done.
     *
     * @param done secrets that were rewritten or set aside
     * @param counted all that is left, once no more were found; absent before, because a count walks over every secret
     */
    public record Step(int done, @Nullable Progress counted) {}

    /**
     * Some chunks, each a transaction, with rests between them.
     *
     * @param givenUp whether a former root key has been away for so long that what hangs from it is set aside
     * @throws KeyUnavailable when one of the root keys cannot be used
     */
    public Step chunk(Claim claim, UUID target, Predicate<KeyUnavailable> givenUp) {
        ClusterId cluster = claim.cluster();
        sealing.session(cluster).close();
        unlockFormer(claim, givenUp);
        AtomicInteger done = new AtomicInteger();
        AtomicBoolean more = new AtomicBoolean();
        pace.inSlices(CHUNKS, () -> {
            int count = chunkAlone(claim, target);
            done.addAndGet(count);
            more.set(count > 0);
            return more.get();
        });
        return new Step(done.get(), more.get() ? null : rewrites.progress(cluster, target));
    }

    /** Its own session, so that a key that is taken away during a rest is not used after it. Answers how many it came to. */
    private int chunkAlone(Claim claim, UUID target) {
        ClusterId cluster = claim.cluster();
        try (Session session = sealing.session(cluster)) {
            return QuarkusTransaction.requiringNew().call(() -> {
                queue.hold(claim);
                List<StoredSecret> next = rewrites.nextToRewrite(cluster, target, CHUNK);
                next.forEach(secret -> rewrite(cluster, session, secret));
                return next.size();
            });
        }
    }

    /** @throws KeyUnavailable when the root key of a data key that is to take over cannot be used */
    public void requireNext(UUID next) {
        table.find(next).ifPresent(this::requireUsable);
    }

    /** @throws KeyUnavailable when there are secrets under the root key in force, which cannot be used */
    public void requireInForce(ClusterId cluster) {
        table.current(cluster)
                .filter(inForce -> rewrites.anyUnder(cluster, inForce.id()))
                .ifPresent(this::requireUsable);
    }

    private void requireUsable(DataKey key) {
        sealing.unlock(key).close();
    }

    /** In the caller's transaction. Answers how many. */
    public int setAsideAll(ClusterId cluster, UUID dataKey, String reason) {
        int count = rewrites.setAsideAll(cluster, dataKey, reason, clock.instant());
        if (count > 0) {
            setAside.increment(count);
            LOG.errorf("secrets set aside cluster=%s dataKey=%s count=%d reason=%s", cluster, dataKey, count, reason);
        }
        return count;
    }

    /** Asks for what the chunk will need before its transaction begins, which must not wait for the KMS. */
    private void unlockFormer(Claim claim, Predicate<KeyUnavailable> givenUp) {
        ClusterId cluster = claim.cluster();
        for (DataKey key : table.of(cluster)) {
            if (key.state() == DataKey.State.FORMER && rewrites.anyUnder(cluster, key.id())) {
                try {
                    requireUsable(key);
                } catch (KeyUnavailable gone) {
                    if (!givenUp.test(gone)) {
                        throw gone;
                    }
                    QuarkusTransaction.requiringNew().run(() -> {
                        queue.hold(claim);
                        setAsideAll(cluster, key.id(), String.valueOf(gone.getMessage()));
                    });
                }
            }
        }
    }

    /** In the caller's transaction. */
    void rewrite(ClusterId cluster, Session session, StoredSecret secret) {
        byte[] plain;
        try {
            plain = session.open(
                    secret.path(), secret.sealed().dataKeyId(), secret.sealed().body());
        } catch (UnreadableObject unreadable) {
            LOG.errorf("secret set aside reason=%s", unreadable.getMessage());
            rewrites.setAside(cluster, secret, unreadable.why(), clock.instant());
            setAside.increment();
            return;
        }
        try {
            // One that was changed meanwhile is under the current key already.
            rewrites.replaceSealed(cluster, secret, session.seal(secret.path(), plain));
        } finally {
            if (secret.sealed().dataKeyId() != null) {
                Arrays.fill(plain, (byte) 0);
            }
        }
    }
}
