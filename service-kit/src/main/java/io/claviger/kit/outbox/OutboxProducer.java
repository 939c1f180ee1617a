package io.claviger.kit.outbox;

import io.claviger.kit.broker.BrokerSettings;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The settings that {@link OutboxSender}'s order rests on. */
final class OutboxProducer {

    private OutboxProducer() {}

    static Producer<String, byte[]> connect(BrokerSettings broker) {
        Map<String, Object> settings = broker.producer(Map.of(
                ProducerConfig.CLIENT_ID_CONFIG,
                "outbox-relay",
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                // Never gives up one record while a later one of the same key goes through.
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Integer.MAX_VALUE,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000,
                // How long one send may wait for a topic's leader.
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                3_000L,
                ProducerConfig.LINGER_MS_CONFIG,
                0));
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }
}
