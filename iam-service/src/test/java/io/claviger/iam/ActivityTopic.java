package io.claviger.iam;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What this service has published, headers and all, as text. */
public final class ActivityTopic {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private ActivityTopic() {}

    /** Reads from the beginning until an event is found, and returns everything read. */
    public static List<String> readUntil(Predicate<String> wanted) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                System.getProperty("kafka.bootstrap.servers"),
                "group.id",
                UUID.randomUUID().toString(),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false);
        List<String> events = new ArrayList<>();
        long end = System.nanoTime() + LONGEST.toNanos();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("claviger.activity.v1"));
            while (events.stream().noneMatch(wanted)) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("the event did not come; these did: " + events);
                }
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
