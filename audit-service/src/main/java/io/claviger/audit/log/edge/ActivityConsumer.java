package io.claviger.audit.log.edge;

import io.claviger.audit.log.store.ActivityLog;
import io.claviger.audit.record.Leaf;
import io.claviger.events.ActivityRecord;
import io.claviger.events.ClusterEvent;
import io.claviger.events.DomainEvent;
import io.claviger.events.KeyAcknowledged;
import io.claviger.events.KeyEvent;
import io.claviger.events.UnreadableEventException;
import io.claviger.events.WorkerEvent;
import io.claviger.kit.inbox.EventDelivery;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Takes activity records off the bus. The leaf is made from the bytes that arrived, not from the Java record they were read
 * into, so that fields which only a newer producer knows are kept.
 */
@ApplicationScoped
public class ActivityConsumer {

    private static final String CONSUMER = "activity-log";

    private final EventDelivery delivery;
    private final ActivityLog log;

    public ActivityConsumer(EventDelivery delivery, ActivityLog log) {
        this.delivery = delivery;
        this.log = log;
    }

    /**
     * One after the other, in the order of each partition; more at once would only wait for each other at the log's head. Not
     * with the connector's {@code throttled.ordered}: it counts a record as received when it is handed on, not when it is
     * read, so while records of one key wait, those of another move the committed offset past them, and a crash loses them.
     */
    @Incoming("activity")
    @Blocking
    public void on(ConsumerRecord<String, byte[]> record) {
        delivery.deliver(CONSUMER, record, received -> log.append(leaf(received.event(), record.value())));
    }

    private static Leaf leaf(DomainEvent event, byte[] data) {
        return switch (event) {
            case ActivityRecord _ -> Leaf.of(data);
            case KeyEvent _, KeyAcknowledged _, ClusterEvent _, WorkerEvent _ ->
                throw new UnreadableEventException(
                        "an event of type " + event.type() + " does not belong among activity records");
        };
    }
}
