package io.claviger.audit.log.edge;

import io.claviger.audit.log.store.ActivityLog;
import io.claviger.audit.record.Leaf;
import io.claviger.events.ActivityRecord;
import io.claviger.events.ClusterEvent;
import io.claviger.events.DomainEvent;
import io.claviger.events.KeyAcknowledged;
import io.claviger.events.KeyEvent;
import io.claviger.events.UnreadableEventException;
import io.claviger.events.Watermark;
import io.claviger.events.WorkerEvent;
import io.claviger.kit.inbox.EventDelivery;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Takes activity records off the bus. The leaf is made from the bytes that arrived, not from the Java record they were read
 * into, so that fields which only a newer producer knows are kept.
 */
@ApplicationScoped
public class ActivityConsumer {

    private static final Logger LOG = Logger.getLogger(ActivityConsumer.class);
    private static final String CONSUMER = "activity-log";

    private final EventDelivery delivery;
    private final ActivityLog log;

    public ActivityConsumer(EventDelivery delivery, ActivityLog log) {
        this.delivery = delivery;
        this.log = log;
    }

    /**
     * As many as a poll brings in one transaction, in the order of each partition: the log's head is locked, and its commit
     * waited for, once for all of them. When one of them cannot be kept, each is taken alone, so that only that one is put
     * aside.
     */
    @Incoming("activity")
    @Blocking
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    public CompletionStage<Void> on(KafkaRecordBatch<String, byte[]> batch) {
        List<ConsumerRecord<String, byte[]>> records =
                batch.getRecords().stream().map(ActivityConsumer::unwrapped).toList();
        try {
            delivery.deliverAll(CONSUMER, records, this::append);
            return batch.ack();
        } catch (RuntimeException e) {
            LOG.infof("batch taken one by one records=%d reason=%s", records.size(), e.getMessage());
            return CompletableFuture.allOf(
                            batch.getRecords().stream().map(this::deliverAlone).toArray(CompletableFuture[]::new))
                    .thenCompose(_ -> batch.ack());
        }
    }

    /** Done when the record is in the log or among the dead letters. */
    private CompletableFuture<Void> deliverAlone(KafkaRecord<String, byte[]> record) {
        try {
            delivery.deliverAll(CONSUMER, List.of(unwrapped(record)), this::append);
            return CompletableFuture.completedFuture(null);
        } catch (RuntimeException e) {
            return record.nack(e).toCompletableFuture();
        }
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecord<String, byte[]> unwrapped(KafkaRecord<String, byte[]> record) {
        return record.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow()
                .getRecord();
    }

    private void append(List<EventDelivery.Delivered> events) {
        log.append(events.stream()
                .map(event -> leaf(event.received().event(), event.data()))
                .toList());
    }

    private static Leaf leaf(DomainEvent event, byte[] data) {
        return switch (event) {
            case ActivityRecord _ -> Leaf.of(data);
            case KeyEvent _, Watermark _, KeyAcknowledged _, ClusterEvent _, WorkerEvent _ ->
                throw new UnreadableEventException(
                        "an event of type " + event.type() + " does not belong among activity records");
        };
    }
}
