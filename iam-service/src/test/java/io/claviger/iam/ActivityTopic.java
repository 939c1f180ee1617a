package io.claviger.iam;

import static io.claviger.testkit.Patience.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What this service has published, headers and all, as text. */
public final class ActivityTopic {

    private static final String NAME = "claviger.activity.v1";

    private ActivityTopic() {}

    /** Waits until an event is there, and returns all that are. */
    public static List<String> readUntil(Predicate<String> wanted) {
        return await().until(ActivityTopic::all, events -> events.stream().anyMatch(wanted));
    }

    /** From the beginning to where the topic ends now. */
    public static List<String> all() {
        Map<String, Object> settings = Map.of("bootstrap.servers", System.getProperty("kafka.bootstrap.servers"));
        List<String> events = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(NAME).stream()
                    .map(info -> new TopicPartition(NAME, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> events.add(text(record)));
            }
        }
        return events;
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        StringBuilder text = new StringBuilder(record.key()).append(' ');
        record.headers()
                .forEach(header -> text.append(header.key())
                        .append('=')
                        .append(new String(header.value(), StandardCharsets.UTF_8))
                        .append(' '));
        return text.append(new String(record.value(), StandardCharsets.UTF_8)).toString();
    }
}
