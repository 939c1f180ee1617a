package io.claviger.workers.node.store;

import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.node.DiskPlace;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.sql.Row;
import io.claviger.workers.sql.Sql;
import io.claviger.workers.sql.StoreException;
import io.claviger.workers.task.ClaimLostException;
import io.claviger.workers.task.Task;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Volumes that may be there and are no worker's disk. A former disk becomes one by a trigger on the table of disks. */
@Startup
@ApplicationScoped
public class LooseDiskTable {

    /** A claim that was lost or given back is never held again, so nobody can record what was made under it. */
    private static final String NOBODYS = """
            not exists (select from task t
                         where t.subject = l.worker_id and t.claim = l.claim and t.claimed_until is not null)
            and not exists (select from disk d where d.worker_id = l.worker_id and d.driver = l.place)
            """;

    /** The one that has been due longest. Not yet, for others, until the lease ends: with it goes a claim whose holder died. */
    private static final String CLAIM = """
            update loose_disk set not_before = now() + ? * interval '1 millisecond'
             where (worker_id, place) = (select l.worker_id, l.place from loose_disk l
                                          where l.not_before <= now() and %s
                                          order by l.not_before, l.worker_id, l.place limit 1 for update of l skip locked)
            returning *
            """.formatted(NOBODYS);

    private static final String PUT_OFF_OTHERS = """
            update loose_disk set attempts = attempts + 1, not_before = now() + ? * interval '1 millisecond'
             where (worker_id, place) in (select worker_id, place from loose_disk
                                           where cluster_id = ? and (worker_id, place) <> (?, ?)
                                             and not_before < now() + ? * interval '1 millisecond'
                                             for update skip locked)
            """;

    private final Sql sql;

    public LooseDiskTable(Sql sql, MeterRegistry meters) {
        this.sql = sql;
        meters.gauge("claviger.workers.disks.loose", this, table -> table.number("count(*)"));
        meters.gauge(
                "claviger.workers.disks.loose.oldest.seconds",
                this,
                table -> table.number("coalesce(extract(epoch from now() - min(l.since)), 0)::bigint"));
    }

    /**
     * @param attempts how often destroying it has failed, or another one of its cluster's while that was away
     * @param generation grows with what was made there afterwards
     */
    public record LooseDisk(WorkerId worker, DiskPlace place, ClusterId cluster, int attempts, int generation) {}

    /**
     * Before the first trace of a disk that is to be made.
     *
     * @throws ClaimLostException when the claim is no longer held: then nothing may be made
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void begin(Task task, WorkerId worker, ClusterId cluster, DiskPlace place) {
        int begun = sql.update(
                "insert into loose_disk (worker_id, place, cluster_id, claim)"
                        + " select ?, ?, ?, claim from task where subject = ? and claim = ?",
                worker.value(),
                place.text(worker),
                cluster.value(),
                task.subject(),
                task.claim());
        if (begun == 0) {
            throw new ClaimLostException(task);
        }
    }

    /**
     * Of what was made although its claim was lost: somebody may have destroyed, and forgotten, it before it was there, or be about
     * to forget it.
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void remember(Task task, WorkerId worker, ClusterId cluster, DiskPlace place) {
        sql.update(
                "insert into loose_disk (worker_id, place, cluster_id, claim) values (?, ?, ?, ?)"
                        + " on conflict (worker_id, place) do update set generation = loose_disk.generation + 1,"
                        + " not_before = now()",
                worker.value(),
                place.text(worker),
                cluster.value(),
                task.claim());
    }

    /** What is nobody's of this worker's. */
    public List<LooseDisk> of(WorkerId worker) {
        return sql.list(
                "select l.* from loose_disk l where l.worker_id = ? and " + NOBODYS,
                LooseDiskTable::read,
                worker.value());
    }

    /** What is nobody's and due to be destroyed; nobody else gets it until the lease ends. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public Optional<LooseDisk> claim(Duration lease) {
        return sql.first(CLAIM, LooseDiskTable::read, lease.toMillis());
    }

    /** Unless something was made there after it was read. */
    @Transactional
    public void forget(LooseDisk destroyed) {
        sql.update(
                "delete from loose_disk where worker_id = ? and place = ? and generation = ?",
                destroyed.worker().value(),
                destroyed.place().text(destroyed.worker()),
                destroyed.generation());
    }

    @Transactional
    public void putOff(LooseDisk disk, Duration pause) {
        sql.update(
                "update loose_disk set attempts = attempts + 1, not_before = now() + ? * interval '1 millisecond'"
                        + " where worker_id = ? and place = ?",
                pause.toMillis(),
                disk.worker().value(),
                disk.place().text(disk.worker()));
    }

    /** The cluster is away: each of its disks would wait for it as long as this one did, and others behind it. */
    @Transactional
    public void putOffOthersOfItsCluster(LooseDisk disk, Duration pause) {
        sql.update(
                PUT_OFF_OTHERS,
                pause.toMillis(),
                disk.cluster().value(),
                disk.worker().value(),
                disk.place().text(disk.worker()),
                pause.toMillis());
    }

    private double number(String what) {
        try {
            return sql.first("select " + what + " as n from loose_disk l where " + NOBODYS, row -> row.number("n"))
                    .orElse(0L);
        } catch (StoreException e) {
            return Double.NaN;
        }
    }

    private static LooseDisk read(Row row) throws SQLException {
        WorkerId worker = new WorkerId(row.text("worker_id"));
        return new LooseDisk(
                worker,
                DiskPlace.parse(row.text("place"), worker),
                new ClusterId(row.text("cluster_id")),
                row.integer("attempts"),
                row.integer("generation"));
    }
}
