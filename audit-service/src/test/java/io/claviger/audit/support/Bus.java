package io.claviger.audit.support;

import io.claviger.events.ActivityRecord;
import io.claviger.events.EventCodec;
import io.claviger.events.EventHeaders;
import io.claviger.events.EventIds;
import io.claviger.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The bus as another service's relay uses it, and the dead letters as an operator reads them. */
public final class Bus implements AutoCloseable {

    private final Producer<String, byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", System.getProperty("kafka.bootstrap.servers"), "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());

    public static Map<String, String> headers(ActivityRecord record) {
        return headers(EventIds.next(), record.type(), record.target().id());
    }

    public static Map<String, String> headers(String id, String type, String subject) {
        return new EventHeaders(id, type, "test", subject, Instant.now(), subject, 1, null, null).toMap();
    }

    public void publish(ActivityRecord record) {
        publish(headers(record), record.target().id(), EventCodec.data(record));
    }

    public void publish(Map<String, String> headers, String key, byte @Nullable [] value) {
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(Topic.ACTIVITY.wireName(), key, value);
        headers.forEach((name, text) -> message.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try {
            producer.send(message).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the broker did not take the record", e);
        }
    }

    /** Headers of the dead letter with this key, when it is there. */
    public static Optional<Map<String, String>> deadLetter(String key) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", System.getProperty("kafka.bootstrap.servers"), "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(Topic.ACTIVITY.deadLetters()).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (key.equals(record.key())) {
                        return Optional.of(headers(record));
                    }
                }
            }
            return Optional.empty();
        }
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    @Override
    public void close() {
        producer.close();
    }
}
