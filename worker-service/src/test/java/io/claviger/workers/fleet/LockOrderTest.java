package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.ClusterSnapshot;
import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.rootkey.PoolDependants;
import io.claviger.workers.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever locks several pools locks them by id: two that lock the same pools otherwise wait for each other for ever. */
@QuarkusTest
@TestProfile(TasksByHandTest.NoRunner.class)
class LockOrderTest {

    @Inject
    TestKms kms;

    @Inject
    Sql sql;

    @Inject
    PoolTable pools;

    @Inject
    ClusterChanges changes;

    @Inject
    PoolDependants dependants;

    @Inject
    KeyBindings bindings;

    private KeySnapshot key;
    private ClusterSnapshot cluster;
    private Pool lowest;
    private Pool highest;

    /** The pool with the higher id is the older one. */
    @BeforeEach
    void twoPoolsUnderOneKey() {
        key = kms.create();
        cluster = Scene.cluster();
        QuarkusTransaction.requiringNew().run(() -> {
            changes.created(cluster, Scene.pool(0, key));
            sql.update("update pool set name = 'first' where cluster_id = ?", cluster.clusterId());
            changes.created(cluster, Scene.pool(0, key));
        });
        List<Pool> both = pools.list(new ClusterId(cluster.clusterId())).stream()
                .sorted(Comparator.comparing(pool -> pool.id().value()))
                .toList();
        lowest = both.getFirst();
        highest = both.getLast();
        sql.update(
                "update pool set created_at = created_at - interval '1 hour' where id = ?",
                highest.id().value());
        QuarkusTransaction.requiringNew().run(() -> both.forEach(pool -> bindings.bind(pool.crn(), key)));
    }

    @Test
    void deletesAClustersPoolsById() throws Exception {
        waitsForTheLowestAndHoldsNoOther(() -> changes.deleted(cluster));
    }

    @Test
    void announcesPoolsById() throws Exception {
        waitsForTheLowestAndHoldsNoOther(() ->
                dependants.announce(bindings.find(key.crn()).orElseThrow(), List.of(highest.crn(), lowest.crn())));
    }

    private void waitsForTheLowestAndHoldsNoOther(Runnable change) throws Exception {
        // Given
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<?> changed = QuarkusTransaction.requiringNew().call(() -> {
                pools.lock(lowest.id());

                // When
                Future<?> started =
                        other.submit(() -> QuarkusTransaction.requiringNew().run(change));
                await().pollInSameThread().until(this::somebodyWaitsForThisTransaction);

                // Then
                assertThat(free(highest))
                        .as("the highest is locked after the lowest")
                        .isTrue();
                return started;
            });
            await().until(changed::isDone);
            changed.get();
        }
    }

    private boolean free(Pool pool) {
        return sql.first(
                        "select id from pool where id = ? for update skip locked",
                        row -> row.text("id"),
                        pool.id().value())
                .isPresent();
    }

    private boolean somebodyWaitsForThisTransaction() {
        return sql.first(
                        "select exists (select from pg_locks where not granted"
                                + " and pg_backend_pid() = any (pg_blocking_pids(pid))) as waits",
                        row -> row.flag("waits"))
                .orElseThrow();
    }
}
