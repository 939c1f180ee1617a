package io.claviger.workers.feed;

import io.claviger.events.ActivityRecord;
import io.claviger.events.ClusterEvent;
import io.claviger.events.KeyAcknowledged;
import io.claviger.events.KeyEvent;
import io.claviger.events.UnreadableEventException;
import io.claviger.events.Watermark;
import io.claviger.events.WorkerEvent;
import io.claviger.kit.inbox.EventDelivery;
import io.claviger.workers.fleet.ClusterChanges;
import io.claviger.workers.task.flow.TaskRunner;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Reads {@code claviger.clusters.v1}: builds what comes with a cluster, and takes down what was in a deleted one. */
@ApplicationScoped
class ClusterEventConsumer {

    private static final String NAME = "cluster-events";

    private final EventDelivery delivery;
    private final ClusterChanges changes;
    private final TaskRunner runner;

    ClusterEventConsumer(EventDelivery delivery, ClusterChanges changes, TaskRunner runner) {
        this.delivery = delivery;
        this.changes = changes;
        this.runner = runner;
    }

    @Incoming("cluster-events")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        delivery.deliver(NAME, record, received -> {
            switch (received.event()) {
                case ClusterEvent event -> apply(event);
                case KeyEvent _, Watermark _, KeyAcknowledged _, WorkerEvent _, ActivityRecord _ ->
                    throw new UnreadableEventException(
                            "event type " + received.headers().type() + " does not belong on this topic");
            }
        });
        runner.wake();
    }

    private void apply(ClusterEvent event) {
        switch (event) {
            case ClusterEvent.Created created -> changes.created(created.cluster(), created.defaultPool());
            case ClusterEvent.Deleted deleted -> changes.deleted(deleted.cluster());
            case ClusterEvent.KmsEnabling changed -> changes.changed(changed.cluster());
            case ClusterEvent.KmsEnabled changed -> changes.changed(changed.cluster());
            case ClusterEvent.KmsFailed changed -> changes.changed(changed.cluster());
            case ClusterEvent.DataKeysRewrapped changed -> changes.changed(changed.cluster());
            case ClusterEvent.HealthChanged changed -> changes.changed(changed.cluster());
        }
    }
}
