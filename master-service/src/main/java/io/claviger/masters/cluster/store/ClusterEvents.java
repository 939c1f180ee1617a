package io.claviger.masters.cluster.store;

import io.claviger.events.ClusterEvent;
import io.claviger.events.ClusterSnapshot;
import io.claviger.kit.outbox.Outbox;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.cluster.KeyInForce;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Publishes what became of a cluster, in the transaction that made it so (I2). */
@ApplicationScoped
public class ClusterEvents {

    private final Clusters clusters;
    private final Sql sql;
    private final Outbox outbox;

    public ClusterEvents(Clusters clusters, Sql sql, Outbox outbox) {
        this.clusters = clusters;
        this.sql = sql;
        this.outbox = outbox;
    }

    /** Publishes the cluster as it stands after the caller's change. */
    @Transactional(TxType.MANDATORY)
    public void publish(ClusterId id, @Nullable String detail, Function<ClusterSnapshot, ClusterEvent> event) {
        publish(clusters.lock(id), detail, event);
    }

    /** Publishes that the cluster looks different; does nothing when it looks as the last event told. */
    @Transactional(TxType.MANDATORY)
    public boolean publishIfChanged(ClusterId id, @Nullable String detail) {
        ClusterStanding standing = clusters.lock(id);
        boolean same = sql.first(
                        "select 1 from cluster where id = ? and announced_state = ? and announced_status = ?",
                        row -> row.getInt(1),
                        id.value(),
                        standing.state().wireName(),
                        standing.master().status())
                .isPresent();
        if (!same) {
            publish(standing, detail, ClusterEvent.HealthChanged::new);
        }
        return !same;
    }

    private void publish(
            ClusterStanding standing, @Nullable String detail, Function<ClusterSnapshot, ClusterEvent> event) {
        ClusterSnapshot snapshot = snapshot(standing, detail);
        sql.update(
                "update cluster set revision = ?, announced_state = ?, announced_status = ? where id = ?",
                snapshot.revision(),
                snapshot.state(),
                snapshot.masterStatus(),
                snapshot.clusterId());
        outbox.append(event.apply(snapshot));
    }

    private static ClusterSnapshot snapshot(ClusterStanding standing, @Nullable String detail) {
        Cluster cluster = standing.cluster();
        KmsSetting kms = cluster.kms();
        KeyInForce inForce = standing.inForce();
        String version = inForce == null ? null : inForce.versionId();
        return new ClusterSnapshot(
                cluster.id().value(),
                cluster.crn(),
                cluster.name(),
                cluster.accountId(),
                cluster.provider().wireName(),
                cluster.version().toString(),
                standing.state().wireName(),
                standing.master().status(),
                cluster.revision() + 1,
                kms == null || version == null ? null : new ClusterSnapshot.Kms(kms.keyCrn(), version),
                detail);
    }
}
