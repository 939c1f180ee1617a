package io.claviger.keys.acknowledgement;

import io.claviger.keys.acknowledgement.store.AcknowledgementStore;
import io.claviger.keys.acknowledgement.store.AcknowledgementStore.Overdue;
import io.claviger.keys.acknowledgement.store.AcknowledgementStore.Silent;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.rootkey.store.ChangeStore;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.kit.activity.Activities;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts on record which resources' services have not acknowledged a change in time (key-protect-api.md 5.5, 7.4): a failed
 * {@code ack-…} with 408 for each. The key itself never waits for acknowledgements. In chunks, each in a transaction of its
 * own that claims the change, so replicas share the work and a crash repeats nothing.
 */
@ApplicationScoped
public class SilentConsumers {

    private static final Logger LOG = Logger.getLogger(SilentConsumers.class);
    private static final int CHANGES = 200;
    private static final int RESOURCES = 200;

    private final AcknowledgementStore store;
    private final KeyStore keys;
    private final ChangeStore changes;
    private final AckRecords records;
    private final Windows windows;
    private final Activities activities;
    private final Clock clock;

    SilentConsumers(
            AcknowledgementStore store,
            KeyStore keys,
            ChangeStore changes,
            AckRecords records,
            Windows windows,
            Activities activities,
            Clock clock) {
        this.store = store;
        this.keys = keys;
        this.changes = changes;
        this.records = records;
        this.windows = windows;
        this.activities = activities;
        this.clock = clock;
    }

    @Scheduled(every = "{claviger.keys.sweep-every:10s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        sweep(CHANGES);
    }

    /** A change that cannot be told of is left for the next time, and keeps no other from it. */
    void sweep(int chunk) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant then = now.minus(windows.acknowledgedWithin());
        @Nullable Overdue after = null;
        List<Overdue> found;
        do {
            found = store.overdue(then, after, chunk);
            for (Overdue due : found) {
                try {
                    QuarkusTransaction.requiringNew().run(() -> tell(due, now));
                } catch (RuntimeException e) {
                    LOG.errorf(e, "silence not recorded key=%s revision=%d", due.key(), due.revision());
                }
                after = due;
            }
        } while (found.size() == chunk);
    }

    private void tell(Overdue due, Instant now) {
        store.claim(due)
                .ifPresent(from -> keys.findAnywhere(List.of(due.key())).stream()
                        .findFirst()
                        .ifPresent(key -> tell(due, key, from, now)));
    }

    private void tell(Overdue due, Key key, String from, Instant now) {
        List<Silent> silent = store.silent(due, from, RESOURCES);
        String change = changes.told(due.key(), due.revision()).orElse("");
        AckAction.of(change)
                .ifPresent(action -> silent.forEach(each -> activities.recordOwn(records.about(key, action, change)
                        .response("eventAckData.eventId", due.eventId())
                        .response("resourceCRN", each.resourceCrn())
                        .response("consumer", each.service())
                        .failed(
                                408,
                                each.service() + " has not acknowledged revision " + due.revision() + " of key "
                                        + due.key() + " (" + change + " at " + due.changedAt() + ") in time"))));
        if (silent.size() < RESOURCES) {
            store.settle(due, now);
        } else {
            store.heardTo(due, silent.getLast().resourceCrn());
        }
    }
}
