package io.claviger.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
    @Test
    void keepsItsRecordsOverARestart(@TempDir Path folder) throws Exception {
        try (var kafka = EmbeddedKafka.start(EmbeddedKafka.Options.keeping(folder, 0))) {
            // Given
            kafka.createTopics(List.of("events", "others"), 1);
            kafka.createTopics(List.of("events"), 1);
            Map<String, Object> producing = Map.of("bootstrap.servers", kafka.bootstrapServers());
            try (var producer = new KafkaProducer<>(producing, new StringSerializer(), new StringSerializer())) {
                producer.send(new ProducerRecord<>("events", "key", "value")).get();
            }

            // When
            kafka.stop();
            kafka.start();

            // Then
            Map<String, Object> consuming = Map.of("bootstrap.servers", kafka.bootstrapServers());
            try (var consumer = new KafkaConsumer<>(consuming, new StringDeserializer(), new StringDeserializer())) {
                var partition = new TopicPartition("events", 0);
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                assertThat(consumer.poll(Duration.ofSeconds(60)))
                        .singleElement()
                        .satisfies(event -> assertThat(event.value()).isEqualTo("value"));
            }
        }
    }
}
