package io.claviger.masters.support;

import io.claviger.events.DomainEvent;
import io.claviger.events.EventCodec;
import io.claviger.events.EventHeaders;
import io.claviger.events.EventIds;
import io.claviger.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The other services' voice and ear on the bus. */
public final class TestBus {

    private TestBus() {}

    public static void publish(DomainEvent event) {
        EventHeaders headers = new EventHeaders(
                EventIds.next(),
                event.type(),
                event.source(),
                event.subject(),
                Instant.now(),
                event.partitionKey(),
                event.sequence(),
                null,
                "correlation-of-the-test");
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", System.getProperty("kafka.bootstrap.servers")),
                new StringSerializer(),
                new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(event.topic().wireName(), event.partitionKey(), EventCodec.data(event));
            headers.toMap()
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get();
        } catch (ExecutionException lost) {
            throw new IllegalStateException(lost);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Everything on the topic so far whose key is this. */
    public static List<DomainEvent> read(Topic topic, String key) {
        List<DomainEvent> events = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", System.getProperty("kafka.bootstrap.servers"),
                        "group.id", UUID.randomUUID().toString()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.wireName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (key.equals(record.key())) {
                        String type = new String(
                                record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
                        events.add(EventCodec.decode(type, record.value()));
                    }
                }
            }
        }
        return events;
    }
}
