package io.claviger.workers.fleet;

import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.secret.NodeSecrets;
import io.claviger.workers.secret.SecretRefusedException;
import io.claviger.workers.secret.SecretUnreachableException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Clusters' secrets, of clusters whose root keys and faults a test commands. */
@Alternative
@Priority(1)
@ApplicationScoped
public class TestNodeSecrets implements NodeSecrets {

    private final Map<String, String> kept = new ConcurrentHashMap<>();
    private final Set<String> disabled = ConcurrentHashMap.newKeySet();
    private final Set<String> away = ConcurrentHashMap.newKeySet();
    private final Set<String> hung = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile CountDownLatch answered = new CountDownLatch(0);

    /** The root key of the cluster. */
    public void disableKey(String cluster) {
        disabled.add(cluster);
    }

    public void enableKey(String cluster) {
        disabled.remove(cluster);
    }

    public void away(String cluster) {
        away.add(cluster);
    }

    public void back(String cluster) {
        away.remove(cluster);
    }

    /** Who asks it gets no answer until {@link #hangNoMore}. */
    public void hang(String cluster) {
        answered = new CountDownLatch(1);
        hung.add(cluster);
    }

    public void hangNoMore() {
        hung.clear();
        answered.countDown();
    }

    /** How many wait for an answer. */
    public int hanging() {
        return waiting.get();
    }

    public @Nullable String kept(String worker) {
        return kept.get(worker);
    }

    public void put(String worker, String sealed) {
        kept.put(worker, sealed);
    }

    @Override
    public void keep(ClusterId cluster, WorkerId worker, String sealed) {
        requireKey(cluster);
        kept.put(worker.value(), sealed);
    }

    @Override
    public Optional<String> find(ClusterId cluster, WorkerId worker) {
        requireKey(cluster);
        return Optional.ofNullable(kept.get(worker.value()));
    }

    @Override
    public void drop(ClusterId cluster, WorkerId worker) {
        requireThere(cluster);
        kept.remove(worker.value());
    }

    private void requireKey(ClusterId cluster) {
        requireThere(cluster);
        if (disabled.contains(cluster.value())) {
            throw new SecretRefusedException(
                    "KeyDisabled", "root key crn:key is disabled (state 2, Suspended) since then; enable the key");
        }
    }

    private void requireThere(ClusterId cluster) {
        if (hung.contains(cluster.value())) {
            waiting.incrementAndGet();
            try {
                answered.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SecretUnreachableException("the test ends", e);
            } finally {
                waiting.decrementAndGet();
            }
        }
        if (away.contains(cluster.value())) {
            throw new SecretUnreachableException("the cluster's API cannot be reached", null);
        }
    }
}
