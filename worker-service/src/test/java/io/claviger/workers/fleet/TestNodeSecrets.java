package io.claviger.workers.fleet;

import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.secret.NodeSecrets;
import io.claviger.workers.secret.SecretName;
import io.claviger.workers.secret.SecretRefusedException;
import io.claviger.workers.secret.SecretUnreachableException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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

    private record Kept(String worker, String sealed) {}

    private final Map<SecretName, Kept> kept = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Set<String> disabled = ConcurrentHashMap.newKeySet();
    private final Set<String> away = ConcurrentHashMap.newKeySet();
    private final Set<String> hung = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile CountDownLatch answered = new CountDownLatch(0);
    private volatile boolean keepsAll;
    private volatile Runnable beforeKeep = () -> {};

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

    /** Runs once, when the cluster has been asked to keep a secret and has not done so yet. */
    public void beforeNextKeep(Runnable once) {
        beforeKeep = once;
    }

    /** As long as it stays so, the cluster keeps what it is told to drop. */
    public void refuseToDrop(boolean refuses) {
        keepsAll = refuses;
    }

    /** Names of the worker's secrets. */
    public List<SecretName> names(String worker) {
        synchronized (kept) {
            return kept.entrySet().stream()
                    .filter(entry -> entry.getValue().worker().equals(worker))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /** The newest secret of the worker. */
    public @Nullable String kept(String worker) {
        List<SecretName> names = names(worker);
        Kept newest = names.isEmpty() ? null : kept.get(names.getLast());
        return newest == null ? null : newest.sealed();
    }

    /** Puts something else into each secret of the worker. */
    public void put(String worker, String sealed) {
        names(worker).forEach(name -> kept.replace(name, new Kept(worker, sealed)));
    }

    /** As somebody who deletes the worker's secrets. */
    public void lose(String worker) {
        names(worker).forEach(kept::remove);
    }

    @Override
    public void keep(ClusterId cluster, SecretName name, WorkerId worker, String sealed) {
        Runnable first = beforeKeep;
        beforeKeep = () -> {};
        first.run();
        requireKey(cluster);
        kept.put(name, new Kept(worker.value(), sealed));
    }

    @Override
    public Optional<String> find(ClusterId cluster, SecretName name) {
        requireKey(cluster);
        return Optional.ofNullable(kept.get(name)).map(Kept::sealed);
    }

    @Override
    public void drop(ClusterId cluster, SecretName name) {
        requireThere(cluster);
        if (keepsAll) {
            throw new SecretRefusedException("Forbidden", "not you");
        }
        kept.remove(name);
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
