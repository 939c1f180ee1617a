package io.claviger.masters.kubernetes.store;

import io.claviger.masters.kubernetes.watch.WatchConfig;
import io.claviger.masters.sql.Sql;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;

/**
 * Forgets changes that are too old, or too large together; that there are not too many, each write sees to. Every replica
 * sweeps, which costs nothing when another one has.
 */
@ApplicationScoped
class HistorySweep {

    private static final Logger LOG = Logger.getLogger(HistorySweep.class);

    /** Oldest first: the history of a cluster stays one piece that ends at its newest version. */
    private static final String TOO_LARGE = """
            delete from kube_change c
             using (select cluster_id, resource_version,
                           sum(octet_length(body)) over (partition by cluster_id order by resource_version desc) as held
                      from kube_change) sums
             where c.cluster_id = sums.cluster_id and c.resource_version = sums.resource_version and sums.held > ?
            """;

    private final Sql sql;
    private final WatchConfig config;
    private final Clock clock;

    HistorySweep(Sql sql, WatchConfig config, Clock clock) {
        this.sql = sql;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            every = "${claviger.kubernetes.watch.sweep:30s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        int old = sql.update(
                "delete from kube_change where changed_at < ?", clock.instant().minus(config.historyAge()));
        int large = sql.update(TOO_LARGE, config.historyBytes());
        if (old + large > 0) {
            LOG.debugf("changes forgotten old=%d large=%d", old, large);
        }
    }
}
