package io.claviger.kit.inbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long each consumer has been at the delivery it is in. What the broker knows of a consumer that stands still is no
 * alarm: the client measures its lag when it hands out records, and one that waits takes none.
 */
@ApplicationScoped
class DeliveryAges {

    private final MeterRegistry meters;
    /** Deliveries under way by consumer, and since when in {@link System#nanoTime}. */
    private final Map<String, Map<Object, Long>> underWay = new ConcurrentHashMap<>();

    DeliveryAges(MeterRegistry meters) {
        this.meters = meters;
    }

    void during(String consumer, Runnable delivery) {
        Map<Object, Long> deliveries = underWay.computeIfAbsent(consumer, this::measured);
        Object one = new Object();
        deliveries.put(one, System.nanoTime());
        try {
            delivery.run();
        } finally {
            deliveries.remove(one);
        }
    }

    private Map<Object, Long> measured(String consumer) {
        Map<Object, Long> deliveries = new ConcurrentHashMap<>();
        Gauge.builder("claviger.events.waiting.age", () -> oldestSeconds(deliveries))
                .description("since when the consumer has been at the event it is at; 0 when at none")
                .baseUnit("seconds")
                .tag("consumer", consumer)
                .register(meters);
        return deliveries;
    }

    private static double oldestSeconds(Map<Object, Long> deliveries) {
        long now = System.nanoTime();
        long oldest = deliveries.values().stream()
                .mapToLong(since -> now - since)
                .max()
                .orElse(0);
        return oldest / (double) Duration.ofSeconds(1).toNanos();
    }
}
