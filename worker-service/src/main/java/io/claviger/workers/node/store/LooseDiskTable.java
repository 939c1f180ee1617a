package io.claviger.workers.node.store;

import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.node.DiskPlace;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.sql.Row;
import io.claviger.workers.sql.Sql;
import io.claviger.workers.task.ClaimLostException;
import io.claviger.workers.task.Task;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Volumes that may be there and are no worker's disk. A former disk becomes one by a trigger on the table of disks. */
@ApplicationScoped
public class LooseDiskTable {

    /** A claim that was lost or given back is never held again, so nobody can record what was made under it. */
    private static final String NOBODYS = """
            select l.* from loose_disk l
             where not exists (select from task t
                                where t.subject = l.worker_id and t.claim = l.claim and t.claimed_until is not null)
               and not exists (select from disk d where d.worker_id = l.worker_id and d.driver = l.place)
            """;

    private final Sql sql;

    public LooseDiskTable(Sql sql) {
        this.sql = sql;
    }

    /** @param attempts how often destroying it has failed */
    public record LooseDisk(WorkerId worker, DiskPlace place, ClusterId cluster, int attempts) {}

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

    /** Of what was made although its claim was lost: somebody may have destroyed, and forgotten, it before it was there. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void remember(Task task, WorkerId worker, ClusterId cluster, DiskPlace place) {
        sql.update(
                "insert into loose_disk (worker_id, place, cluster_id, claim) values (?, ?, ?, ?) on conflict do nothing",
                worker.value(),
                place.text(worker),
                cluster.value(),
                task.claim());
    }

    /** What is nobody's of this worker's. */
    public List<LooseDisk> of(WorkerId worker) {
        return sql.list(NOBODYS + " and l.worker_id = ?", LooseDiskTable::read, worker.value());
    }

    /** What is nobody's and due to be destroyed. */
    public List<LooseDisk> due(int limit) {
        return sql.list(
                NOBODYS + " and l.not_before <= now() order by l.not_before limit ?", LooseDiskTable::read, limit);
    }

    @Transactional
    public void forget(LooseDisk destroyed) {
        sql.update(
                "delete from loose_disk where worker_id = ? and place = ?",
                destroyed.worker().value(),
                destroyed.place().text(destroyed.worker()));
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

    private static LooseDisk read(Row row) throws SQLException {
        WorkerId worker = new WorkerId(row.text("worker_id"));
        return new LooseDisk(
                worker,
                DiskPlace.parse(row.text("place"), worker),
                new ClusterId(row.text("cluster_id")),
                row.integer("attempts"));
    }
}
