package io.claviger.workers.node.store;

import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.pool.PoolId;
import io.claviger.workers.sql.Row;
import io.claviger.workers.sql.Sql;
import io.claviger.workers.task.TaskKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Worker nodes. Every change locks the pool's row first ({@code PoolTable.lock}). */
@ApplicationScoped
public class WorkerTable {

    private static final String SELECT = """
            select w.*, p.cluster_id, p.name as pool_name, p.flavor, coalesce(t.then_kind, t.kind) as task, split_part(d.driver, ':', 1) as driver
              from worker w
              join pool p on p.id = w.pool_id
              left join task t on t.subject = w.id
              left join disk d on d.worker_id = w.id
            """;

    private final Sql sql;

    public WorkerTable(Sql sql) {
        this.sql = sql;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void insert(WorkerId id, PoolId pool, String zone, String version, Instant now) {
        sql.update(
                "insert into worker (id, pool_id, zone, version, actual_state, changed_at, ordered_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                id.value(),
                pool.value(),
                zone,
                version,
                WorkerState.PROVISION_PENDING.wireName(),
                now,
                now);
    }

    /** @param pool only workers of this pool; all of the cluster when absent */
    public List<Worker> list(ClusterId cluster, @Nullable PoolId pool, boolean showDeleted) {
        String present = showDeleted ? "" : " and w.actual_state <> 'deleted'";
        String order = " order by w.ordered_at, w.id";
        return pool == null
                ? sql.list(SELECT + " where p.cluster_id = ?" + present + order, WorkerTable::read, cluster.value())
                : sql.list(
                        SELECT + " where p.cluster_id = ? and w.pool_id = ?" + present + order,
                        WorkerTable::read,
                        cluster.value(),
                        pool.value());
    }

    /**
     * Forgets workers that were deleted before this time, and with which nothing is left to be done.
     *
     * @return how many, at most {@code limit}
     */
    public int forget(Instant deletedBefore, int limit) {
        return sql.update("""
                with past as materialized (
                    select w.id from worker w
                     where w.actual_state = 'deleted' and w.changed_at < ?
                       and not exists (select 1 from disk d where d.worker_id = w.id)
                       and not exists (select 1 from task t where t.subject = w.id)
                     order by w.changed_at limit ? for update of w skip locked)
                delete from worker w using past where w.id = past.id
                """, deletedBefore, limit);
    }

    /** Workers of the pool that are neither deleted nor being deleted. */
    public List<Worker> live(PoolId pool) {
        return sql.list(
                SELECT
                        + " where w.pool_id = ? and w.actual_state not in ('deleting', 'deleted') order by w.ordered_at, w.id",
                WorkerTable::read,
                pool.value());
    }

    public Optional<Worker> find(WorkerId id) {
        return sql.first(SELECT + " where w.id = ?", WorkerTable::read, id.value());
    }

    /** Whether any worker of the pool still has to be taken down. */
    public boolean anyLeft(PoolId pool) {
        return !sql.list(
                        "select 1 from worker where pool_id = ? and actual_state <> 'deleted' limit 1",
                        row -> Boolean.TRUE,
                        pool.value())
                .isEmpty();
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void changeState(
            WorkerId id, WorkerState state, @Nullable String message, @Nullable String details, Instant now) {
        sql.update(
                "update worker set actual_state = ?, message = ?, details = ?, changed_at = ? where id = ?",
                state.wireName(),
                message,
                details,
                now,
                id.value());
    }

    /** The disk is open, by the key as it was in this epoch. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void unlocked(WorkerId id, long epoch, Instant now) {
        sql.update(
                "update worker set actual_state = 'deployed', message = null, details = null, changed_at = ?,"
                        + " unlocked_epoch = ?, ever_normal = true where id = ?",
                now,
                epoch,
                id.value());
    }

    /** The disk is closed and could not be opened. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void locked(WorkerId id, String message, String details, Instant now) {
        sql.update(
                "update worker set unlocked_epoch = null, message = ?, details = ?, changed_at = ? where id = ?",
                message,
                details,
                now,
                id.value());
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void deleting(WorkerId id, String reason, Instant now) {
        sql.update(
                "update worker set actual_state = 'deleting', message = null, details = null, changed_at = ?,"
                        + " reason_for_delete = ? where id = ?",
                now,
                reason,
                id.value());
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void changeVersion(WorkerId id, String version) {
        sql.update("update worker set version = ? where id = ?", version, id.value());
    }

    private static Worker read(Row row) throws SQLException {
        return new Worker(
                new WorkerId(row.text("id")),
                new PoolId(row.text("pool_id")),
                row.text("pool_name"),
                new ClusterId(row.text("cluster_id")),
                row.text("zone"),
                row.text("flavor"),
                row.text("version"),
                WorkerState.named(row.text("actual_state")),
                row.time("changed_at"),
                row.textOrNull("message"),
                row.textOrNull("details"),
                row.numberOrNull("unlocked_epoch"),
                pendingOperation(row.textOrNull("task")),
                row.textOrNull("reason_for_delete"),
                row.textOrNull("driver"));
    }

    private static @Nullable String pendingOperation(@Nullable String task) {
        return task == null ? null : TaskKind.valueOf(task).pendingOperation();
    }
}
