package io.claviger.masters.datakey;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.LeftBehindSecrets;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.kubernetes.SecretRewrites.StoredSecret;
import io.claviger.masters.kubernetes.SecretSealing.Session;
import io.claviger.masters.kubernetes.UnreadableObject;
import io.claviger.masters.pace.Pace;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;

/**
 * Brings under the current data key what a rewrite has left behind under a former one. Any replica may, and several at once: a
 * secret is moved in one transaction, or is where it was.
 */
@ApplicationScoped
public class FormerSecrets {

    /** As small as those of a rewrite, for the same readers. */
    private static final int CHUNK = 10;

    /** Of those that could not be read, which mostly stay so. */
    private static final int TRIED_AGAIN = 20;

    private final ClusterSealing sealing;
    private final DataKeyTable table;
    private final SecretRewrites rewrites;
    private final LeftBehindSecrets leftBehind;
    private final SecretRewriting rewriting;
    private final Pace pace;

    public FormerSecrets(
            ClusterSealing sealing,
            DataKeyTable table,
            SecretRewrites rewrites,
            LeftBehindSecrets leftBehind,
            SecretRewriting rewriting,
            Pace pace) {
        this.sealing = sealing;
        this.table = table;
        this.rewrites = rewrites;
        this.leftBehind = leftBehind;
        this.rewriting = rewriting;
        this.pace = pace;
    }

    /**
     * Answers how many it came to.
     *
     * @param allowed asked in every transaction: locks the cluster, and answers whether nobody else is changing its keys
     * @throws KeyUnavailable when one of the root keys cannot be used
     */
    public int follow(DataKey former, BooleanSupplier allowed) {
        sealing.unlock(former).close();
        takeUpAgain(former, allowed);
        AtomicInteger moved = new AtomicInteger();
        pace.inSlices(Integer.MAX_VALUE, () -> {
            int count = inTransaction(former, allowed, session -> move(former, session));
            moved.addAndGet(count);
            return count > 0;
        });
        return moved.get();
    }

    /** What was set aside for want of the key, and what has been put right since. */
    private void takeUpAgain(DataKey former, BooleanSupplier allowed) {
        inTransaction(former, allowed, session -> {
            rewrites.takeUpAgain(former.cluster(), Set.of(former.id()));
            List<StoredSecret> tried = leftBehind.someUnreadable(former.cluster(), former.id(), TRIED_AGAIN);
            tried.stream()
                    .filter(secret -> isReadable(session, secret))
                    .forEach(secret -> leftBehind.takeUpAgain(former.cluster(), secret));
            return tried.size();
        });
    }

    private int move(DataKey former, Session session) {
        List<StoredSecret> next = leftBehind.next(former.cluster(), former.id(), CHUNK);
        next.forEach(secret -> rewriting.rewrite(former.cluster(), session, secret));
        return next.size();
    }

    /** A session that began before another key took over would seal under one that is given up. */
    private int inTransaction(DataKey former, BooleanSupplier allowed, ToIntFunction<Session> work) {
        ClusterId cluster = former.cluster();
        try (Session session = sealing.session(cluster)) {
            return QuarkusTransaction.requiringNew().call(() -> {
                boolean mayGoOn = allowed.getAsBoolean()
                        && table.current(cluster)
                                .filter(current -> current.id().equals(session.dataKeyId()))
                                .isPresent();
                return mayGoOn ? work.applyAsInt(session) : 0;
            });
        }
    }

    private static boolean isReadable(Session session, StoredSecret secret) {
        try {
            byte[] plain = session.open(
                    secret.path(), secret.sealed().dataKeyId(), secret.sealed().body());
            Arrays.fill(plain, (byte) 0);
            return true;
        } catch (UnreadableObject still) {
            return false;
        }
    }
}
