package io.claviger.masters.datakey;

import io.claviger.keyclient.binding.KeyGate;
import io.claviger.keyclient.lease.LeaseConfig;
import io.claviger.kit.outage.Outage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Wipes plain data keys that may not be used any more. A key event, and the end of a cluster, reach one replica only; the others
 * learn of them from the rows that all of them share. A lease that runs out tells nobody: it is looked for here, and when the
 * rows cannot be read, by what they last said.
 */
@ApplicationScoped
class PlainKeySweep {

    private static final Logger LOG = Logger.getLogger(PlainKeySweep.class);

    private final PlainDataKeys plainKeys;
    private final DataKeyTable table;
    private final KeyGate gate;
    private final LateMasters late;
    private final Duration lease;
    private final LongSupplier nanoTime;
    /** By {@link System#nanoTime}, per root key: the end of its lease as it was last known. */
    private final Map<String, Long> ends = new ConcurrentHashMap<>();

    @Inject
    PlainKeySweep(
            PlainDataKeys plainKeys,
            DataKeyTable table,
            KeyGate gate,
            LateMasters late,
            LeaseConfig config,
            MeterRegistry meters) {
        this(plainKeys, table, gate, late, config.duration(), System::nanoTime);
        Gauge.builder("claviger.masters.plain.keys", plainKeys::size)
                .description("plain data keys in memory")
                .register(meters);
    }

    PlainKeySweep(
            PlainDataKeys plainKeys,
            DataKeyTable table,
            KeyGate gate,
            LateMasters late,
            Duration lease,
            LongSupplier nanoTime) {
        this.plainKeys = plainKeys;
        this.table = table;
        this.gate = gate;
        this.late = late;
        this.lease = lease;
        this.nanoTime = nanoTime;
    }

    @Scheduled(
            every = "${claviger.masters.plain-key-sweep:1s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        Set<String> rootKeys = plainKeys.keyCrns();
        long now = nanoTime.getAsLong();
        ends.keySet().retainAll(rootKeys);
        rootKeys.forEach(rootKey -> ends.putIfAbsent(rootKey, now + lease.toNanos()));
        if (rootKeys.isEmpty()) {
            return;
        }
        try {
            wipeGone();
            Map<String, Duration> usable = gate.usable(rootKeys);
            usable.forEach((rootKey, remaining) -> ends.put(rootKey, now + remaining.toNanos()));
            rootKeys.stream()
                    .filter(rootKey -> !usable.containsKey(rootKey))
                    .forEach(rootKey -> wipeButLate(rootKey, now));
        } catch (RuntimeException e) {
            if (!Outage.causes(e)) {
                throw e;
            }
            LOG.debugf("sweep of plain keys waits reason=%s", e.getMessage());
        }
    }

    /** Asks nobody, so that no database that answers nothing, nor refuses, can hold it up. */
    @Scheduled(
            every = "${claviger.masters.plain-key-sweep:1s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void wipeEnded() {
        long now = nanoTime.getAsLong();
        ends.entrySet().stream()
                .filter(end -> end.getValue() - now <= 0)
                .map(Map.Entry::getKey)
                .forEach(this::wipe);
    }

    private void wipeGone() {
        Set<UUID> gone = new HashSet<>(plainKeys.ids());
        gone.removeAll(table.usable(gone));
        gone.removeAll(late.spared(gone));
        gone.forEach(plainKeys::forget);
    }

    private void wipe(String rootKey) {
        plainKeys.forget(rootKey);
        ends.remove(rootKey);
        LOG.infof("plain data keys wiped key=%s", rootKey);
    }

    /** What unaware masters hold stays until their lag is over, or until the rows that say so cannot be read for a lease. */
    private void wipeButLate(String rootKey, long now) {
        late.wipe(rootKey);
        if (plainKeys.idsUnder(rootKey).isEmpty()) {
            ends.remove(rootKey);
            LOG.infof("plain data keys wiped key=%s", rootKey);
        } else {
            ends.put(rootKey, now + lease.toNanos());
        }
    }
}
