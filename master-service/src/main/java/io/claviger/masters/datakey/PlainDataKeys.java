package io.claviger.masters.datakey;

import io.claviger.crypto.SecretBytes;
import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.KmsException;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Plain data keys in memory. Having one here gives nobody the right to use it: whoever borrows one has asked the gate in the
 * same request. However many ask for a key at once, the KMS is asked once, and its answer is everybody's, a failure too.
 */
@ApplicationScoped
public class PlainDataKeys {

    private final Kms kms;
    private final Sql sql;
    private final Map<UUID, Held> held = new ConcurrentHashMap<>();
    private final Map<UUID, CompletableFuture<Void>> flights = new ConcurrentHashMap<>();
    /** How often the keys under a root key were wiped: an unwrap that began before a wipe must not be kept after it. */
    private final Map<String, Long> wipes = new ConcurrentHashMap<>();

    @Inject
    public PlainDataKeys(Kms kms, Sql sql) {
        this.kms = kms;
        this.sql = sql;
    }

    private record Held(SecretBytes key, String keyCrn) {}

    /**
     * A copy, which the caller closes.
     *
     * @throws io.claviger.keyclient.kms.KmsException when the KMS does not unwrap it
     */
    SecretBytes borrow(DataKey dataKey) {
        SecretBytes cached = cached(dataKey.id());
        if (cached != null) {
            return cached;
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> flight = flights.putIfAbsent(dataKey.id(), mine);
        return flight == null ? fly(dataKey, mine) : follow(dataKey, flight);
    }

    private SecretBytes fly(DataKey dataKey, CompletableFuture<Void> flight) {
        try {
            SecretBytes first = cached(dataKey.id());
            SecretBytes key = first != null ? first : unwrap(dataKey);
            flight.complete(null);
            return key;
        } catch (RuntimeException | Error e) {
            flight.completeExceptionally(e);
            throw e;
        } finally {
            flights.remove(dataKey.id(), flight);
        }
    }

    /** Who waited for a KMS that does not answer must not be made to wait for it again. */
    private SecretBytes follow(DataKey dataKey, CompletableFuture<Void> flight) {
        try {
            flight.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof KmsException failure) {
                throw failure;
            }
            throw e;
        }
        // Wiped again already: the KMS decides anew.
        return borrow(dataKey);
    }

    /** Wipes everything under a root key, at once. */
    public void forget(String keyCrn) {
        forget(keyCrn, Set.of());
    }

    /** Wipes everything under a root key but these. */
    void forget(String keyCrn, Set<UUID> spared) {
        wipes.merge(keyCrn, 1L, Long::sum);
        held.entrySet().removeIf(one -> {
            if (one.getValue().keyCrn().equals(keyCrn) && !spared.contains(one.getKey())) {
                one.getValue().key().close();
                return true;
            }
            return false;
        });
    }

    /** Wipes one, whose cluster is gone. */
    public void forget(UUID dataKey) {
        Held gone = held.remove(dataKey);
        if (gone != null) {
            gone.key().close();
        }
    }

    /** Those under a root key that are in memory now. */
    Set<UUID> idsUnder(String keyCrn) {
        return held.entrySet().stream()
                .filter(one -> one.getValue().keyCrn().equals(keyCrn))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Which are in memory now. */
    Set<UUID> ids() {
        return Set.copyOf(held.keySet());
    }

    /** Root keys under which some are in memory now. */
    Set<String> keyCrns() {
        return held.values().stream().map(Held::keyCrn).collect(Collectors.toUnmodifiableSet());
    }

    boolean holds(UUID dataKey) {
        return held.containsKey(dataKey);
    }

    /** How many are in memory now. */
    public int size() {
        return held.size();
    }

    /** The KMS is bound to this context, so that a wrapped key copied into another cluster's row does not unwrap. */
    public List<String> context(ClusterId cluster) {
        return List.of(sql.first("select crn from cluster where id = ?", row -> row.getString(1), cluster.value())
                .orElseThrow(() -> new IllegalStateException("there is no cluster " + cluster)));
    }

    private SecretBytes unwrap(DataKey dataKey) {
        long wiped = wipes.getOrDefault(dataKey.keyCrn(), 0L);
        SecretBytes plain = kms.unwrap(KeyRef.parse(dataKey.keyCrn()), dataKey.wrapped(), context(dataKey.cluster()));
        SecretBytes copy = plain.copy();
        held.put(dataKey.id(), new Held(plain, dataKey.keyCrn()));
        if (wiped != wipes.getOrDefault(dataKey.keyCrn(), 0L)) {
            forget(dataKey.id());
        }
        return copy;
    }

    /** A copy of what is in memory; nobody is asked. */
    @Nullable
    SecretBytes cached(UUID id) {
        Held one = held.get(id);
        if (one == null) {
            return null;
        }
        try {
            return one.key().copy();
        } catch (IllegalStateException wipedMeanwhile) {
            // Somebody has just taken it away; the KMS decides anew.
            return null;
        }
    }
}
