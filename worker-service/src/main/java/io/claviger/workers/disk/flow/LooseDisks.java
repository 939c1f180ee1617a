package io.claviger.workers.disk.flow;

import io.claviger.kit.work.Loops;
import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.cluster.Infrastructure;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.cluster.store.ClusterTable;
import io.claviger.workers.disk.VolumeName;
import io.claviger.workers.disk.flow.WorkerDisks.Made;
import io.claviger.workers.node.DiskPlace;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.node.store.DiskTable.Disk;
import io.claviger.workers.node.store.LooseDiskTable;
import io.claviger.workers.node.store.LooseDiskTable.LooseDisk;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.secret.NodeSecrets;
import io.claviger.workers.secret.SecretName;
import io.claviger.workers.secret.SecretUnreachableException;
import io.claviger.workers.sql.StoreException;
import io.claviger.workers.task.ClaimLostException;
import io.claviger.workers.task.Task;
import io.claviger.workers.task.flow.TaskConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Destroys disks, and with each its secret: a worker's when it goes, and those that are nobody's, of tries that were cut off or
 * came too late and of reloads. What cannot be destroyed now is tried again until it is.
 */
@ApplicationScoped
public class LooseDisks {

    private static final Logger LOG = Logger.getLogger(LooseDisks.class);
    private static final Duration POLL = Duration.ofSeconds(10);
    /** Longer than destroying one takes, with a cluster that does not answer. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration SLOW = Duration.ofSeconds(30);
    private static final long LONGEST_PAUSE = Duration.ofMinutes(10).toMillis();

    private final LooseDiskTable table;
    private final ClusterTable clusters;
    private final Disks disks;
    private final NodeSecrets secrets;
    private final TaskConfig config;
    private final Loops loops = new Loops("loose-disks", 1, SLOW, POLL, this::sweep);

    LooseDisks(LooseDiskTable table, ClusterTable clusters, Disks disks, NodeSecrets secrets, TaskConfig config) {
        this.table = table;
        this.clusters = clusters;
        this.disks = disks;
        this.secrets = secrets;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.runner()) {
            loops.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loops.stop(Duration.ofSeconds(15));
    }

    /**
     * Runs the transaction that records a new disk, and then destroys what nobody needs any more: the former disk, or the new one
     * when its claim was lost.
     */
    public void recording(Task task, Pool pool, WorkerId worker, Made made, Runnable transaction) {
        try {
            QuarkusTransaction.requiringNew().run(transaction);
        } catch (ClaimLostException e) {
            table.remember(task, worker, pool.cluster(), made.place());
            throw e;
        } finally {
            tidy(worker);
        }
    }

    /** What is nobody's of this worker's, at once if it can be; else the sweep comes to it. */
    private void tidy(WorkerId worker) {
        try {
            table.of(worker).forEach(this::tryTo);
        } catch (StoreException e) {
            LOG.warnf("loose disks stay worker=%s reason=%s", worker, e.getMessage());
        }
    }

    /** Destroys all disks of a worker that goes; returns only when that is done. */
    public void destroyAll(Pool pool, WorkerId worker, Optional<Disk> recorded) {
        for (LooseDisk disk : table.of(worker)) {
            destroy(disk);
        }
        boolean secret = pool.infrastructure().keepsDiskKeysInCluster();
        recorded.ifPresent(disk -> destroy(secret, disk.place(), pool.cluster()));
        // A try of a replica from before tries were written down may have been cut off, whatever was recorded
        // afterwards.
        disks.all().forEach(driver -> driver.destroy(new VolumeName(worker.value())));
        if (secret) {
            secrets.drop(pool.cluster(), SecretName.of(worker.value()));
        }
    }

    /** One that is due; false when none was. */
    public boolean sweep() {
        Optional<LooseDisk> due = table.claim(LEASE);
        due.ifPresent(this::tryTo);
        return due.isPresent();
    }

    private void tryTo(LooseDisk disk) {
        try {
            destroy(disk);
        } catch (RuntimeException e) {
            Duration pause = Duration.ofMillis(Math.min(LONGEST_PAUSE, 1000L << Math.min(disk.attempts(), 10)));
            if (e instanceof SecretUnreachableException) {
                table.putOffOthersOfItsCluster(disk, pause);
            }
            LOG.warnf(
                    "loose disk stays worker=%s volume=%s pauseMs=%d reason=%s",
                    disk.worker(), disk.place().volume(), pause.toMillis(), e.getMessage());
            table.putOff(disk, pause);
        }
    }

    private void destroy(LooseDisk disk) {
        boolean secret = clusters.byId(disk.cluster())
                .map(KnownCluster::infrastructure)
                .filter(Infrastructure::keepsDiskKeysInCluster)
                .isPresent();
        destroy(secret, disk.place(), disk.cluster());
        table.forget(disk);
    }

    private void destroy(boolean secret, DiskPlace place, ClusterId cluster) {
        disks.named(place.driver()).destroy(new VolumeName(place.volume()));
        if (secret) {
            secrets.drop(cluster, SecretName.of(place.volume()));
        }
    }
}
