package io.claviger.masters.cluster.edge;

import io.claviger.events.ActivityRecord;
import io.claviger.events.ClusterEvent;
import io.claviger.events.DomainEvent;
import io.claviger.events.KeyAcknowledged;
import io.claviger.events.KeyEvent;
import io.claviger.events.UnreadableEventException;
import io.claviger.events.Watermark;
import io.claviger.events.WorkerEvent;
import io.claviger.events.WorkerEvent.PoolCreated;
import io.claviger.events.WorkerEvent.PoolDeleted;
import io.claviger.events.WorkerEvent.PoolHealthChanged;
import io.claviger.events.WorkerEvent.WorkerRebooted;
import io.claviger.events.WorkerEvent.WorkerReloaded;
import io.claviger.events.WorkerEvent.WorkerReplaced;
import io.claviger.events.WorkerEvent.WorkerStateChanged;
import io.claviger.kit.inbox.EventDelivery;
import io.claviger.masters.cluster.store.PoolSumTable;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Reads {@code claviger.workers.v1}: only the pools' sums matter here, and every event carries them. */
@ApplicationScoped
public class WorkerEventConsumer {

    private static final String NAME = "worker-events";

    private final EventDelivery delivery;
    private final PoolSumTable pools;

    public WorkerEventConsumer(EventDelivery delivery, PoolSumTable pools) {
        this.delivery = delivery;
        this.pools = pools;
    }

    @Incoming("worker-events")
    @Blocking
    public void on(ConsumerRecord<String, byte[]> record) {
        delivery.deliver(NAME, record, received -> apply(received.event()));
    }

    private void apply(DomainEvent event) {
        switch (event) {
            case WorkerEvent worker -> apply(worker);
            case KeyEvent _, Watermark _, KeyAcknowledged _, ClusterEvent _, ActivityRecord _ ->
                throw new UnreadableEventException(
                        "event type " + event.type() + " does not belong on the topic of worker events");
        }
    }

    private void apply(WorkerEvent event) {
        switch (event) {
            case PoolDeleted _ -> pools.remove(event.pool());
            case PoolCreated _,
                    PoolHealthChanged _,
                    WorkerStateChanged _,
                    WorkerRebooted _,
                    WorkerReloaded _,
                    WorkerReplaced _ -> pools.apply(event.pool());
        }
    }
}
