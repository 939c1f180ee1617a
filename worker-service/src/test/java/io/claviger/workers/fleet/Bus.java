package io.claviger.workers.fleet;

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
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The real broker as another service sees it: publishes events, and reads what is on a topic. */
final class Bus {

    private static final String SERVERS = "bootstrap.servers";

    private Bus() {}

    static void publish(DomainEvent event) {
        publish(EventIds.next(), event);
    }

    static void publish(String id, DomainEvent event) {
        EventHeaders headers = new EventHeaders(
                id,
                event.type(),
                event.source(),
                event.subject(),
                Instant.now(),
                event.partitionKey(),
                event.sequence(),
                null,
                "test-" + id);
        publish(event.topic().wireName(), event.partitionKey(), headers.toMap(), EventCodec.data(event));
    }

    static void publish(String topic, String key, Map<String, String> headers, byte[] data) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(Map.of(SERVERS, servers()), new StringSerializer(), new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, data);
            headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything on a topic with this record key, in order. */
    static List<DomainEvent> events(Topic topic, String key) {
        return records(topic.wireName()).stream()
                .filter(record -> key.equals(record.key()))
                .map(record -> EventCodec.decode(header(record, "ce_type"), record.value()))
                .toList();
    }

    static List<ConsumerRecord<String, byte[]>> records(String topic) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(SERVERS, servers(), ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static String servers() {
        return System.getProperty("kafka.bootstrap.servers");
    }
}
