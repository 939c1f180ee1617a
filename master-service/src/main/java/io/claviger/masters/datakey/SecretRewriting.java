package io.claviger.masters.datakey;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.kubernetes.SecretRewrites.Progress;
import io.claviger.masters.kubernetes.SecretRewrites.StoredSecret;
import io.claviger.masters.kubernetes.SecretSealing.Session;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkQueue.Claim;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Brings a cluster's secrets under its current data key, a chunk at a time. */
@ApplicationScoped
public class SecretRewriting {

    private static final int CHUNK = 100;

    private final ClusterSealing sealing;
    private final DataKeyTable table;
    private final SecretRewrites rewrites;
    private final WorkQueue queue;

    public SecretRewriting(ClusterSealing sealing, DataKeyTable table, SecretRewrites rewrites, WorkQueue queue) {
        this.sealing = sealing;
        this.table = table;
        this.rewrites = rewrites;
        this.queue = queue;
    }

    /**
     * One chunk, one transaction.
     *
     * @throws io.claviger.masters.kubernetes.KeyUnavailable when one of the root keys cannot be used
     */
    public Progress chunk(Claim claim, UUID target) {
        ClusterId cluster = claim.cluster();
        try (Session session = sealing.session(cluster)) {
            unlockFormer(cluster);
            QuarkusTransaction.requiringNew().run(() -> {
                queue.hold(claim);
                List<StoredSecret> next = rewrites.nextToRewrite(cluster, target, CHUNK);
                next.forEach(secret -> rewrite(cluster, session, secret));
            });
        }
        return rewrites.progress(cluster, target);
    }

    /** Asks for what the chunk will need before its transaction begins, which must not wait for the KMS. */
    private void unlockFormer(ClusterId cluster) {
        for (DataKey key : table.of(cluster)) {
            if (key.state() == DataKey.State.FORMER) {
                sealing.unlock(key).close();
            }
        }
    }

    private void rewrite(ClusterId cluster, Session session, StoredSecret secret) {
        byte[] plain = session.open(
                secret.path(), secret.sealed().dataKeyId(), secret.sealed().body());
        try {
            // One that was changed meanwhile is under the current key already.
            rewrites.replaceSealed(cluster, secret, session.seal(secret.path(), plain));
        } finally {
            if (secret.sealed().dataKeyId() != null) {
                java.util.Arrays.fill(plain, (byte) 0);
            }
        }
    }
}
