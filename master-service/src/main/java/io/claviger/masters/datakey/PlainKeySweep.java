package io.claviger.masters.datakey;

import io.claviger.kit.outage.Outage;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Wipes plain data keys that may not be used any more. A key event, and the end of a cluster, reach one replica only; the others
 * learn of them from the rows that all of them share.
 */
@ApplicationScoped
class PlainKeySweep {

    private static final Logger LOG = Logger.getLogger(PlainKeySweep.class);

    private final PlainDataKeys plainKeys;
    private final DataKeyTable table;

    PlainKeySweep(PlainDataKeys plainKeys, DataKeyTable table) {
        this.plainKeys = plainKeys;
        this.table = table;
    }

    @Scheduled(
            every = "${claviger.masters.plain-key-sweep:1s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        Set<UUID> gone = new HashSet<>(plainKeys.ids());
        if (gone.isEmpty()) {
            return;
        }
        try {
            gone.removeAll(table.usable(gone));
            gone.forEach(plainKeys::forget);
        } catch (RuntimeException e) {
            if (!Outage.causes(e)) {
                throw e;
            }
            LOG.debugf("sweep of plain keys waits reason=%s", e.getMessage());
        }
    }
}
