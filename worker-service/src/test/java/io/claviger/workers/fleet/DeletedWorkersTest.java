package io.claviger.workers.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.ClusterSnapshot;
import io.claviger.events.PoolSnapshot;
import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.store.PoolTable;
import io.claviger.workers.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TasksByHandTest.NoRunner.class)
class DeletedWorkersTest {

    private static final Instant LONG_AGO = Instant.now().minus(Duration.ofDays(8));

    @Inject
    DeletedWorkers deleted;

    @Inject
    PoolTable pools;

    @Inject
    ClusterChanges changes;

    @Inject
    Sql sql;

    private Pool pool;

    @BeforeEach
    void aPool() {
        ClusterSnapshot cluster = Scene.cluster();
        QuarkusTransaction.requiringNew().run(() -> changes.created(cluster, Scene.pool(1, null)));
        pool = pools.list(new ClusterId(cluster.clusterId())).getFirst();
        sql.update("delete from task where pool_id = ?", pool.id().value());
        sql.update("delete from worker where pool_id = ?", pool.id().value());
    }

    @Test
    void forgetsAWorkerSomeTimeAfterItsDeletionAndKeepsWhatIsNotDone() {
        // Given
        worker("gone", "deleted", LONG_AGO);
        worker("seen", "deleted", Instant.now().minus(Duration.ofDays(6)));
        worker("there", "deployed", LONG_AGO);
        worker("ending", "deleting", LONG_AGO);
        worker("with-disk", "deleted", LONG_AGO);
        worker("with-task", "deleted", LONG_AGO);
        sql.update(
                "insert into disk (worker_id, driver, sealed_by, passphrase) values (?, 'SEALED_FILE', 'PROVIDER', 'x')",
                id("with-disk"));
        sql.update(
                "insert into task (subject, pool_id, kind) values (?, ?, 'REMOVE')",
                id("with-task"),
                pool.id().value());

        // When
        deleted.forget();

        // Then
        assertThat(sql.list(
                        "select id from worker where pool_id = ? order by id",
                        row -> row.text("id"),
                        pool.id().value()))
                .containsExactlyInAnyOrder(id("seen"), id("there"), id("ending"), id("with-disk"), id("with-task"));
        sql.update("delete from task where pool_id = ?", pool.id().value());
    }

    /** Under the pool's lock, by every event of every worker. */
    @Test
    void sumsAPoolWithoutReadingItsDeletedWorkers() {
        // Given
        sql.update(
                "insert into worker (id, pool_id, zone, version, actual_state, changed_at, ordered_at)"
                        + " select ? || n, ?, 'z', 'v', 'deleted', now(), now() from generate_series(1, 5000) n",
                id("former"),
                pool.id().value());
        worker("there", "deployed", LONG_AGO);
        sql.update("analyze worker");

        // When
        QuarkusTransaction.requiringNew().run(() -> {
            long before = rowsRead();
            PoolSnapshot sums = pools.nextSnapshot(pool.id());

            // Then
            assertThat(sums.workers()).isEqualTo(1);
            assertThat(rowsRead() - before).isLessThan(10);
        });
    }

    /** Workers that the running transaction has read. */
    private long rowsRead() {
        return sql.first(
                        "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as n from pg_stat_xact_user_tables"
                                + " where relname = 'worker'",
                        row -> row.number("n"))
                .orElseThrow();
    }

    private void worker(String name, String state, Instant changed) {
        sql.update(
                "insert into worker (id, pool_id, zone, version, actual_state, changed_at, ordered_at)"
                        + " values (?, ?, 'z', 'v', ?, ?, ?)",
                id(name),
                pool.id().value(),
                state,
                changed,
                LONG_AGO);
    }

    private String id(String name) {
        return "kube-" + pool.cluster() + "-" + name;
    }
}
