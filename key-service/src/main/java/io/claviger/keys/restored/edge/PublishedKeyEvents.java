package io.claviger.keys.restored.edge;

import io.claviger.events.ActivityRecord;
import io.claviger.events.ClusterEvent;
import io.claviger.events.KeyAcknowledged;
import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import io.claviger.events.Topic;
import io.claviger.events.UnreadableEventException;
import io.claviger.events.Watermark;
import io.claviger.events.WorkerEvent;
import io.claviger.keys.restored.KeyHistory;
import io.claviger.kit.broker.BrokerSettings;
import io.claviger.kit.inbox.EventDelivery;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * The topic is whole when each partition begins before the time that is asked about and goes on after it: watermarks see to
 * both, since every partition gets one every few seconds as long as a key-service runs.
 */
@ApplicationScoped
class PublishedKeyEvents implements KeyHistory {

    private static final Logger LOG = Logger.getLogger(PublishedKeyEvents.class);
    /** Of the clocks of brokers and replicas. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Object> settings;

    PublishedKeyEvents(BrokerSettings broker) {
        // Nobody's group: everything is read once, by this start.
        this.settings = broker.consumer(Map.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false, ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                        PATIENCE.toMillis()));
    }

    @Override
    public Since since(Instant time) {
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.KEYS.wireName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            boolean reachesBack = reachesBack(consumer, partitions, time);
            consumer.assign(partitions);
            seek(consumer, partitions, time);
            Reading reading = new Reading(time);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                var records = consumer.poll(Duration.ofMillis(500));
                if (!records.isEmpty()) {
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                } else if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("Kafka does not hand out " + Topic.KEYS.wireName());
                }
                records.forEach(reading::take);
            }
            return new Since(
                    reachesBack && reading.later.size() == partitions.size(), List.copyOf(reading.latest.values()));
        }
    }

    private static boolean reachesBack(
            Consumer<String, byte[]> consumer, List<TopicPartition> partitions, Instant time) {
        Map<TopicPartition, OffsetAndTimestamp> first =
                consumer.offsetsForTimes(partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> 0L)));
        return partitions.stream()
                .map(first::get)
                .allMatch(found -> found != null && found.timestamp() <= time.toEpochMilli());
    }

    static void seek(Consumer<String, byte[]> consumer, List<TopicPartition> partitions, Instant time) {
        long from = time.minus(SKEW).toEpochMilli();
        Map<TopicPartition, OffsetAndTimestamp> places =
                consumer.offsetsForTimes(partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> from)));
        List<TopicPartition> nothingSoYoung = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            if (places.get(partition) instanceof OffsetAndTimestamp place) {
                consumer.seek(partition, place.offset());
            } else {
                nothingSoYoung.add(partition);
            }
        }
        if (!nothingSoYoung.isEmpty()) {
            consumer.seekToEnd(nothingSoYoung);
        }
    }

    private static final class Reading {
        private final Instant time;
        private final Map<String, KeySnapshot> latest = new HashMap<>();
        /** Partitions with a record from after the time. */
        private final Set<Integer> later = new HashSet<>();

        private Reading(Instant time) {
            this.time = time;
        }

        private void take(ConsumerRecord<String, byte[]> record) {
            if (record.timestamp() >= time.toEpochMilli()) {
                later.add(record.partition());
            }
            try {
                switch (EventDelivery.read(record).event()) {
                    case KeyEvent event ->
                        latest.merge(
                                event.key().keyId(),
                                event.key(),
                                (known, next) -> next.revision() > known.revision() ? next : known);
                    case Watermark _, KeyAcknowledged _, ClusterEvent _, WorkerEvent _, ActivityRecord _ -> {}
                }
            } catch (UnreadableEventException e) {
                LOG.warnf(
                        "event passed over partition=%d offset=%d reason=%s",
                        record.partition(), record.offset(), e.getMessage());
            }
        }
    }
}
