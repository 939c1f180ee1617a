package io.claviger.kit.activity;

import io.claviger.events.ActivityRecord;
import io.claviger.events.EventCodec;
import io.claviger.events.EventHeaders;
import io.claviger.kit.broker.BrokerSettings;
import io.claviger.kit.outbox.Outbox;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/**
 * Makes records of calls that change nothing durable without the database: straight to Kafka, many at a time, and to the
 * outbox when Kafka does not take them in time. Then both may have one; they are the same event with the same id, and the
 * log's inbox takes it once.
 *
 * <p>While Kafka is known to be away nobody waits for it: records go to the outbox at once, and now and then one is offered
 * to Kafka as well.
 */
@ApplicationScoped
public class ActivityStream {

    private static final Logger LOG = Logger.getLogger(ActivityStream.class);

    private final Outbox outbox;
    private final ActivityBus bus;
    private final Counter direct;
    private final Counter detour;

    public ActivityStream(Outbox outbox, ActivityConfig config, MeterRegistry meters, BrokerSettings broker) {
        this.outbox = outbox;
        this.bus = new ActivityBus(broker, config.acknowledgedWithin(), config.probe());
        this.direct = meters.counter("claviger.activity.direct");
        this.detour = meters.counter("claviger.activity.outbox");
        Gauge.builder("claviger.activity.request.records", bus, ActivityBus::recordsInARequest)
                .description("records that went to the broker in one request, on average")
                .register(meters);
    }

    /** For the service that publishes this way, at its start; until the broker has answered, the outbox takes the records. */
    public void connect() {
        bus.connect();
    }

    @PreDestroy
    void close() {
        bus.close();
    }

    /**
     * Completes when the record is durable, exceptionally when it cannot be made so; in either case within a bounded time,
     * and on whichever thread found out. Does not block.
     */
    public CompletionStage<Void> publish(ActivityRecord record) {
        EventHeaders headers = outbox.headers(record, record.correlationId());
        byte[] data = EventCodec.data(record);
        CompletableFuture<Void> durable = new CompletableFuture<>();
        boolean taken = bus.offer(kafkaRecord(record, headers, data), failure -> {
            if (failure == null) {
                direct.increment();
                durable.complete(null);
            } else {
                detour(record, headers, data, durable);
            }
        });
        if (!taken) {
            detour(record, headers, data, durable);
        }
        return durable;
    }

    private void detour(ActivityRecord record, EventHeaders headers, byte[] data, CompletableFuture<Void> durable) {
        detour.increment();
        Thread.ofVirtual().name("activity-detour").start(() -> {
            try {
                QuarkusTransaction.requiringNew().run(() -> outbox.append(record, headers, data));
                durable.complete(null);
            } catch (RuntimeException e) {
                LOG.warnf("activity not durable id=%s reason=%s", record.id(), e.getMessage());
                durable.completeExceptionally(e);
            }
        });
    }

    private static ProducerRecord<String, byte[]> kafkaRecord(
            ActivityRecord record, EventHeaders headers, byte[] data) {
        ProducerRecord<String, byte[]> message =
                new ProducerRecord<>(record.topic().wireName(), record.partitionKey(), data);
        headers.forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return message;
    }
}
