package io.claviger.kit.activity;

import io.claviger.events.Topic;
import io.claviger.kit.broker.BrokerSettings;
import io.claviger.kit.outage.Outage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The broker as {@link ActivityStream} sees it: there, or known to be away. */
final class ActivityBus {

    private static final Logger LOG = Logger.getLogger(ActivityBus.class);
    /** Of a send that finds no room or no leader; event loops call it. */
    private static final long LONGEST_BLOCK_MS = 100;

    private final BrokerSettings broker;
    private final Duration patience;
    private final long probeNanos;
    private final AtomicLong nextProbe = new AtomicLong(System.nanoTime());
    private volatile boolean away = true;
    private volatile boolean closed;
    private volatile @Nullable Producer<String, byte[]> producer;

    ActivityBus(BrokerSettings broker, Duration patience, Duration probe) {
        this.broker = broker;
        this.patience = patience;
        this.probeNanos = probe.toNanos();
    }

    /** Returns at once; until the broker has answered it counts as away. */
    void connect() {
        Thread.ofPlatform().daemon().name("activity-bus-connect").start(() -> {
            Producer<String, byte[]> connecting =
                    new KafkaProducer<>(settings(), new StringSerializer(), new ByteArraySerializer());
            producer = connecting;
            while (!closed && away) {
                try {
                    connecting.partitionsFor(Topic.ACTIVITY.wireName());
                    away = false;
                } catch (KafkaException e) {
                    LOG.debugf("activity bus not reached yet reason=%s", e.getMessage());
                }
            }
            if (closed) {
                connecting.close(Duration.ZERO);
            }
        });
    }

    void close() {
        closed = true;
        Producer<String, byte[]> open = producer;
        if (open != null) {
            open.close(patience);
        }
    }

    /** Of the last half minute; not a number while nothing was sent. */
    double recordsInARequest() {
        Producer<String, byte[]> open = producer;
        return open == null
                ? Double.NaN
                : open.metrics().values().stream()
                        .filter(metric -> metric.metricName().name().equals("records-per-request-avg"))
                        .map(Metric::metricValue)
                        .filter(Double.class::isInstance)
                        .mapToDouble(Double.class::cast)
                        .findFirst()
                        .orElse(Double.NaN);
    }

    /**
     * False when the broker counts as away: then the caller has to see to the record itself, whatever becomes of an offer
     * that was made only to see whether the broker is back. Otherwise {@code done} gets null or what failed.
     */
    boolean offer(ProducerRecord<String, byte[]> record, Consumer<@Nullable Exception> done) {
        Producer<String, byte[]> open = producer;
        if (open == null || closed) {
            return false;
        }
        if (!away) {
            send(open, record, done);
            return true;
        }
        long due = nextProbe.get();
        if (System.nanoTime() - due >= 0 && nextProbe.compareAndSet(due, System.nanoTime() + probeNanos)) {
            send(open, record, failure -> {
                if (failure == null) {
                    LOG.info("activity bus back");
                    away = false;
                }
            });
        }
        return false;
    }

    private void send(
            Producer<String, byte[]> open, ProducerRecord<String, byte[]> record, Consumer<@Nullable Exception> done) {
        try {
            open.send(record, (_, failure) -> {
                if (failure != null) {
                    lost(failure);
                }
                done.accept(failure);
            });
        } catch (KafkaException | IllegalStateException e) {
            lost(e);
            done.accept(e);
        }
    }

    private void lost(Exception failure) {
        if (!away) {
            nextProbe.set(System.nanoTime() + probeNanos);
            away = true;
            LOG.warnf("activity bus away, records take the outbox reason=%s", Outage.reason(failure));
        }
    }

    private Map<String, Object> settings() {
        int withinMs = Math.toIntExact(patience.toMillis());
        return broker.producer(Map.ofEntries(
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "activity-stream"),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                // Every record is acknowledged or failed within this: nobody waits longer.
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, withinMs),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, withinMs),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_BLOCK_MS),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L),
                // A service that was idle must not have to ask for the topic's leader again.
                Map.entry(
                        ProducerConfig.METADATA_MAX_IDLE_CONFIG,
                        Duration.ofDays(1).toMillis()),
                // What arrives while a request is under way goes together in the next: the busier, the fewer requests,
                // as
                // databases commit in groups (ADR 0035). Alone, a record waits for nobody.
                Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0L)));
    }
}
