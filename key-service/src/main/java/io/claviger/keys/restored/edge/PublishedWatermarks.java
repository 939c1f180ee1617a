package io.claviger.keys.restored.edge;

import io.claviger.events.Topic;
import io.claviger.events.UnreadableEventException;
import io.claviger.events.Watermark;
import io.claviger.keys.restored.WatermarkHistory;
import io.claviger.kit.broker.BrokerSettings;
import io.claviger.kit.inbox.EventDelivery;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/** Reads one partition: each gets its watermark in the same transaction. */
@ApplicationScoped
class PublishedWatermarks implements WatermarkHistory {

    private static final Logger LOG = Logger.getLogger(PublishedWatermarks.class);
    private static final TopicPartition PARTITION = new TopicPartition(Topic.KEYS.wireName(), 0);
    /** A service that starts while Kafka is away must not wait long for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, Object> settings;

    PublishedWatermarks(BrokerSettings broker) {
        this.settings = broker.consumer(Map.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis()));
    }

    @Override
    public Optional<Instant> after(Instant time) {
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            PublishedKeyEvents.seek(consumer, List.of(PARTITION), time);
            return first(consumer, time);
        } catch (KafkaException e) {
            LOG.warnf(
                    "whether the database was put back to an earlier time is not known: Kafka does not say reason=%s",
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Instant> first(Consumer<String, byte[]> consumer, Instant time) {
        long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(PARTITION) < end) {
            var records = consumer.poll(Duration.ofMillis(500));
            for (ConsumerRecord<String, byte[]> record : records) {
                Optional<Instant> found = watermark(record).filter(time::isBefore);
                if (found.isPresent()) {
                    return found;
                }
            }
            if (!records.isEmpty()) {
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new TimeoutException("no records of " + PARTITION);
            }
        }
        return Optional.empty();
    }

    private static Optional<Instant> watermark(ConsumerRecord<String, byte[]> record) {
        try {
            return EventDelivery.read(record).event() instanceof Watermark watermark
                    ? Optional.of(watermark.at())
                    : Optional.empty();
        } catch (UnreadableEventException e) {
            LOG.debugf("event passed over offset=%d reason=%s", record.offset(), e.getMessage());
            return Optional.empty();
        }
    }
}
