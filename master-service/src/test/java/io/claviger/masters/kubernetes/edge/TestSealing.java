package io.claviger.masters.kubernetes.edge;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.ObjectPath;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.Sealed;
import io.claviger.masters.kubernetes.SecretSealing;
import io.claviger.masters.kubernetes.UnreadableObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A sealing whose keys come and go as a test says. What it seals is only masked; that is enough to see what is stored. */
@Alternative
@ApplicationScoped
public class TestSealing implements SecretSealing {

    private final Map<ClusterId, UUID> dataKeys = new ConcurrentHashMap<>();
    private final Map<ClusterId, KeyUnavailable> refusals = new ConcurrentHashMap<>();

    public void use(ClusterId cluster, UUID dataKey) {
        dataKeys.put(cluster, dataKey);
    }

    public void refuse(ClusterId cluster, KeyUnavailable why) {
        refusals.put(cluster, why);
    }

    public void allow(ClusterId cluster) {
        refusals.remove(cluster);
    }

    /** From now on nobody gets a session of the cluster, nor a refusal. */
    public void hold(ClusterId cluster) {
        held = new Held(cluster, new CountDownLatch(1));
    }

    public boolean isAwaited() {
        return awaited.get() > 0;
    }

    public void release() {
        held.end().countDown();
        held = NOBODY;
    }

    private record Held(@Nullable ClusterId cluster, CountDownLatch end) {}

    private static final Held NOBODY = new Held(null, new CountDownLatch(0));

    private final AtomicInteger awaited = new AtomicInteger();
    private volatile Held held = NOBODY;

    private final ObjectStore store;

    TestSealing(ObjectStore store) {
        this.store = store;
    }

    @Override
    public Session session(ClusterId cluster) {
        Held now = held;
        if (cluster.equals(now.cluster())) {
            awaited.incrementAndGet();
            try {
                now.end().await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                awaited.decrementAndGet();
            }
        }
        KeyUnavailable why = refusals.get(cluster);
        if (why != null) {
            throw why;
        }
        return new MaskingSession(cluster, store, dataKeys.get(cluster));
    }

    private record MaskingSession(
            ClusterId cluster, ObjectStore store, @Nullable UUID dataKeyId) implements Session {

        @Override
        public Sealed seal(ObjectPath path, byte[] serializedObject) {
            if (dataKeyId == null) {
                return new Sealed(serializedObject, null);
            }
            byte[] seal = seal(dataKeyId, path);
            byte[] body = ByteBuffer.allocate(Integer.BYTES + seal.length + serializedObject.length)
                    .putInt(seal.length)
                    .put(seal)
                    .put(masked(serializedObject))
                    .array();
            return new Sealed(body, dataKeyId);
        }

        @Override
        public byte[] open(ObjectPath path, @Nullable UUID dataKeyId, byte[] stored) {
            if (dataKeyId == null) {
                if (this.dataKeyId != null && !store.mayHoldClear(cluster)) {
                    throw new UnreadableObject(cluster, path, "it is in clear");
                }
                return stored;
            }
            ByteBuffer body = ByteBuffer.wrap(stored);
            byte[] seal = new byte[body.getInt()];
            body.get(seal);
            if (!Arrays.equals(seal, seal(dataKeyId, path))) {
                throw new UnreadableObject(cluster, path, "it was sealed for another path");
            }
            byte[] rest = new byte[body.remaining()];
            body.get(rest);
            return masked(rest);
        }

        @Override
        public void close() {
            // Nothing is held.
        }

        private static byte[] seal(UUID dataKey, ObjectPath path) {
            return masked((dataKey + path.namespace() + path.name() + path.uid()).getBytes(StandardCharsets.UTF_8));
        }

        private static byte[] masked(byte[] plain) {
            byte[] masked = plain.clone();
            for (int i = 0; i < masked.length; i++) {
                masked[i] ^= 0x5a;
            }
            return masked;
        }
    }
}
