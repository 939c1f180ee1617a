package io.claviger.kit.outbox;

import io.claviger.events.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Unremovable;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Counts what this service puts aside as dead letters, by the topic it came from; there from the start, because an alert on a
 * number that appears with its first event misses that event. Every dead-letter producer is told of this bean by its name.
 */
@Unremovable
@ApplicationScoped
@Identifier("dead-letters")
public class DeadLetters implements ProducerInterceptor<Object, Object> {

    private final Map<String, Counter> counters;

    public DeadLetters(MeterRegistry meters) {
        counters = Arrays.stream(Topic.values())
                .collect(Collectors.toMap(
                        Topic::deadLetters,
                        topic -> Counter.builder("claviger.dead.letters")
                                .description("records that could not be understood and were put aside")
                                .tag("topic", topic.wireName())
                                .register(meters)));
    }

    @Override
    public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
        return record;
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (failure == null && metadata != null && counters.get(metadata.topic()) instanceof Counter counter) {
            counter.increment();
        }
    }

    @Override
    public void configure(Map<String, ?> settings) {
        // Nothing to set.
    }

    @Override
    public void close() {
        // The counters stay.
    }
}
