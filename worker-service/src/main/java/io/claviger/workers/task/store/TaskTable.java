package io.claviger.workers.task.store;

import io.claviger.kit.web.Correlation;
import io.claviger.workers.pool.PoolId;
import io.claviger.workers.sql.Row;
import io.claviger.workers.sql.Sql;
import io.claviger.workers.task.ClaimLostException;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.TaskKind;
import io.claviger.workers.task.Turns;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Open tasks. A claim is a lease: whoever dies with it gives it up when it ends, and no row stays locked meanwhile. */
@ApplicationScoped
public class TaskTable {

    /**
     * Materialized: as a subquery of {@code in} the limit would count anew for each row that the planner compares it with, and
     * whatever is claimed beyond it nobody does before the lease ends.
     */
    private static final String CLAIM = """
            with due as materialized (
                select subject from task
                 where not_before <= now() and (claimed_until is null or claimed_until < now())
                   and (cluster_id is null or cluster_id <> all(?))
                   and (account_id is null or account_id <> all(?))
                 order by not_before, subject limit ? for update skip locked)
            update task t
               set claim = nextval('task_claim'), claimed_until = now() + ? * interval '1 millisecond',
                   kind = coalesce(t.then_kind, t.kind),
                   attempts = case when t.then_kind is null then t.attempts else 0 end, then_kind = null
              from due where t.subject = due.subject
            returning t.subject, t.pool_id, t.kind, t.attempts, t.claim, t.traceparent, t.correlation_id, t.cluster_id,
                      t.account_id
            """;

    private final Sql sql;

    public TaskTable(Sql sql) {
        this.sql = sql;
    }

    /**
     * Asks for work on the subject; what is being done to it is brought to its end first. A removal that is open or asked for
     * already stays the last thing done to it.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void ask(String subject, PoolId pool, TaskKind kind) {
        SpanContext span = Span.current().getSpanContext();
        sql.update(
                "insert into task (subject, pool_id, kind, traceparent, correlation_id, cluster_id, account_id)"
                        + " values (?, ?, ?, ?, ?, (select cluster_id from pool where id = ?),"
                        + " (select c.account_id from pool p join cluster c on c.id = p.cluster_id where p.id = ?))"
                        + " on conflict (subject) do update set not_before = now(), then_kind = case"
                        + " when coalesce(task.then_kind, task.kind) in ('REMOVE', 'CLOSE_POOL') then task.then_kind"
                        + " else excluded.kind end,"
                        + " traceparent = excluded.traceparent, correlation_id = excluded.correlation_id",
                subject,
                pool.value(),
                kind.name(),
                span.isValid()
                        ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                                + span.getTraceFlags().asHex()
                        : null,
                Correlation.current(),
                pool.value(),
                pool.value());
    }

    /** Like {@link #ask}; where the same is being done just now, it is done once more afterwards. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void askAgain(String subject, PoolId pool, TaskKind kind) {
        ask(subject, pool, kind);
        sql.update(
                "update task set then_kind = kind where subject = ? and kind = ? and then_kind is null"
                        + " and claimed_until is not null",
                subject,
                kind.name());
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public List<Task> claim(int limit, Duration lease) {
        return claim(limit, lease, Turns.Taken.NONE);
    }

    /** @param taken whose tasks have to wait, however long they have been due */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public List<Task> claim(int limit, Duration lease, Turns.Taken taken) {
        return sql.list(
                CLAIM,
                TaskTable::read,
                taken.clusters().toArray(String[]::new),
                taken.accounts().toArray(String[]::new),
                limit,
                lease.toMillis());
    }

    /**
     * Closes the task, or opens it anew for what was asked for meanwhile; part of the transaction that records the outcome.
     *
     * @throws ClaimLostException when the claim is no longer held: the transaction must roll back
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void finish(Task task) {
        int closed = sql.update(
                "delete from task where subject = ? and claim = ? and then_kind is null", task.subject(), task.claim());
        if (closed == 1) {
            return;
        }
        int reopened = sql.update(
                "update task set kind = then_kind, then_kind = null, claimed_until = null, attempts = 0, not_before = now()"
                        + " where subject = ? and claim = ?",
                task.subject(),
                task.claim());
        if (reopened == 0) {
            throw new ClaimLostException(task);
        }
    }

    /** Whether the claim still counts. What a later one records waits for whoever has locked the pool and asks this. */
    public boolean holds(Task task) {
        return sql.first(
                        "select 1 from task where subject = ? and claim = ?",
                        row -> Boolean.TRUE,
                        task.subject(),
                        task.claim())
                .isPresent();
    }

    /** Gives the claim back, to be tried again after the pause. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void putOff(Task task, Duration pause) {
        sql.update(
                "update task set claimed_until = null, attempts = attempts + 1,"
                        + " not_before = now() + ? * interval '1 millisecond' where subject = ? and claim = ?",
                pause.toMillis(),
                task.subject(),
                task.claim());
    }

    private static Task read(Row row) throws SQLException {
        return new Task(
                row.text("subject"),
                new PoolId(row.text("pool_id")),
                TaskKind.valueOf(row.text("kind")),
                row.integer("attempts"),
                row.number("claim"),
                row.textOrNull("traceparent"),
                row.textOrNull("correlation_id"),
                row.textOrNull("cluster_id"),
                row.textOrNull("account_id"));
    }
}
