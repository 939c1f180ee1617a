package io.claviger.kit.broker;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * What is configured below {@code kafka.} (addresses, certificates, credentials), which Quarkus gives to channels only. A client
 * that were told the addresses alone would work where brokers listen in clear, and nowhere else.
 */
@ApplicationScoped
public class BrokerSettings {

    private final Map<String, Object> configured;

    public BrokerSettings(@Identifier("default-kafka-broker") Map<String, Object> configured) {
        this.configured = Map.copyOf(configured);
    }

    /** @param own settings that the client's work rests on; they go before configured ones */
    public Map<String, Object> producer(Map<String, Object> own) {
        return with(ProducerConfig.configNames(), own);
    }

    /** Without a group that may be configured for channels. Parameter as in {@link #producer}. */
    public Map<String, Object> consumer(Map<String, Object> own) {
        Map<String, Object> settings = with(ConsumerConfig.configNames(), own);
        if (!own.containsKey(ConsumerConfig.GROUP_ID_CONFIG)) {
            settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        }
        return settings;
    }

    /** Parameter as in {@link #producer}. */
    public Map<String, Object> admin(Map<String, Object> own) {
        return with(AdminClientConfig.configNames(), own);
    }

    private Map<String, Object> with(Set<String> known, Map<String, Object> own) {
        Map<String, Object> settings = new HashMap<>(configured);
        settings.keySet().retainAll(known);
        settings.putAll(own);
        return settings;
    }
}
